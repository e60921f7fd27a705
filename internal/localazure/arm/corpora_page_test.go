package arm_test

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/arm"
)

// The first run of the corpora, before anything was mended for them: 29 November 2026.
const (
	firstRefused, firstRefuse = 76, 94
	firstFalse, firstAccept   = 8, 138
)

const corporaHead = `# What the local Azure was tried on

<!-- Written by a test of internal/localazure/arm; do not edit. -->

Two collections that no check was written from. One holds request shapes of official specification examples and quick-start
templates, which must be accepted. The other holds failures that people reported in public, which must be refused for the
same reason. Both were noted as facts, in our own words, before the checks were read again; a name or a size was changed where the
example's exists nowhere, and its source says so. They are files under ` + "`internal/localazure/arm/testdata/corpora`" + `, and
` + "`go test ./internal/localazure/arm -run WhatAzure`" + ` tries them.

Not every example's file was opened again when its shape was noted: the source says where to look. The figures of now are of
cases that checks have been written for since, so that they say less than the first ones, which are how the model did on what it
had never seen.

`

// corporaPage is the page about the corpora.
func corporaPage(accept, refuse []entry, open unmended) string {
	var page strings.Builder
	page.WriteString(corporaHead)
	fmt.Fprintf(&page, "| | Cases | Wrong at first | Wrong now |\n|---|---|---|---|\n")
	fmt.Fprintf(&page, "| must be accepted | %d | %d of %d refused | %d |\n", len(accept), firstFalse, firstAccept, len(open.Accept))
	fmt.Fprintf(&page, "| must be refused | %d | %d of %d accepted | %d |\n", len(refuse), firstRefuse-firstRefused, firstRefuse, len(open.Refuse))
	page.WriteString("\nAt first eight of the refusals had another code or text than Azure's. Now every refusal has Azure's code, or the words by which\nthe report names its cause.\n")
	if len(open.Refuse) > 0 {
		page.WriteString("\n## What is still accepted and should not be\n\n| Case | Why | Reported |\n|---|---|---|\n")
	}
	for _, e := range refuse {
		if why, known := open.Refuse[e.where()]; known {
			fmt.Fprintf(&page, "| %s | %s | %s |\n", e.where(), why, e.Source)
		}
	}
	for _, part := range []struct {
		head    string
		entries []entry
	}{{"Must be refused", refuse}, {"Must be accepted", accept}} {
		fmt.Fprintf(&page, "\n## %s\n\n| Case | Type | Source |\n|---|---|---|\n", part.head)
		for _, e := range part.entries {
			fmt.Fprintf(&page, "| %s | `%s` | %s |\n", e.where(), e.Token, e.Source)
		}
	}
	return page.String()
}

// knownTokens are the types that the local Azure serves.
func knownTokens() []string {
	var tokens []string
	for _, known := range arm.Types() {
		tokens = append(tokens, known.Token)
	}
	return tokens
}
