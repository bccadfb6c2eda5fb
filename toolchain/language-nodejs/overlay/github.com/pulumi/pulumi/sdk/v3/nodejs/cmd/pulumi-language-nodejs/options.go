package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

// The engine sends a project's options with each run. This host is older than that and reads flags, so it
// makes a flag of each option.
func init() {
	path, err := workspace.DetectProjectPath()
	if err != nil || path == "" {
		return
	}
	project, err := workspace.LoadProject(path)
	if err != nil {
		return
	}
	flags := []string{os.Args[0]}
	for _, option := range []string{"typescript", "tsconfig", "nodeargs"} {
		if value, ok := project.Runtime.Options()[option]; ok {
			flags = append(flags, fmt.Sprintf("-%s=%v", option, value))
		}
	}
	os.Args = append(flags, os.Args[1:]...)
}
