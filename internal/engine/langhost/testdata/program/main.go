// Package main stands in for a Pulumi program in the tests of the language runtime. What it does is chosen by the
// setting "mode"; it prints what it was told of the run.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	var settings map[string]string
	if err := json.Unmarshal([]byte(os.Getenv("PULUMI_CONFIG")), &settings); err != nil {
		fmt.Println("no settings:", err)
		os.Exit(9)
	}
	switch settings["tiny:mode"] {
	case "logged":
		os.Exit(32)
	case "exit":
		os.Exit(7)
	case "wait":
		fmt.Println("waiting")
		time.Sleep(time.Minute)
	}
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "PULUMI_") || strings.HasPrefix(entry, "KEPT") {
			fmt.Println(entry)
		}
	}
	fmt.Fprint(os.Stderr, "no end of line")
}
