package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// environments are the stacks of both sides, by environment, in the order in which they stand on each other: the bootstrap, the
// environment, and its rebuild, for which the home region is out.
func (a *app) environments(ctx context.Context, project string, base compare.Commit, wanted []string) ([]compare.Environment, error) {
	stacks := engine.Stacks(project)
	before, err := compare.Stacks(ctx, project, base)
	if err != nil {
		return nil, err
	}
	for _, stack := range before {
		if !slices.Contains(stacks, stack) {
			stacks = append(stacks, stack)
		}
	}
	for _, stack := range wanted {
		if !slices.Contains(stacks, stack) {
			return nil, usage("stack %q has no Pulumi.%s.yaml, here or in %s: there are %s", stack, stack, base.Name, strings.Join(stacks, ", "))
		}
	}
	order := []string{settings.KindBootstrap, settings.KindEnvironment, settings.KindRebuild}
	slices.SortStableFunc(stacks, func(x, y string) int {
		kindX, _ := settings.KindOf(x)
		kindY, _ := settings.KindOf(y)
		return slices.Index(order, kindX) - slices.Index(order, kindY)
	})
	var list []compare.Environment
	for _, name := range stacks {
		kind, environment := settings.KindOf(name)
		if environment == "" {
			environment = name
		}
		stack := compare.Stack{Name: name, Wanted: len(wanted) == 0 || slices.Contains(wanted, name)}
		if kind == settings.KindRebuild {
			stack.Lost = homeRegion(project, environment)
		}
		at := slices.IndexFunc(list, func(e compare.Environment) bool { return e.Name == environment })
		if at < 0 {
			list, at = append(list, compare.Environment{Name: environment}), len(list)
		}
		list[at].Stacks = append(list[at].Stacks, stack)
	}
	return list, nil
}

// homeRegion is the region of an environment, as its stack file has it; "" where it has none. A file that is wrong is told by the
// preview of its stack.
func homeRegion(project, stack string) string {
	content, err := os.ReadFile(filepath.Join(project, "Pulumi."+stack+".yaml"))
	if err != nil {
		return ""
	}
	var file struct {
		Config struct {
			Region string `yaml:"trelica:region"`
		} `yaml:"config"`
	}
	if yaml.Unmarshal(content, &file) != nil {
		return ""
	}
	return file.Config.Region
}
