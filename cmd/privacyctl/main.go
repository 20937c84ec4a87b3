// Command privacyctl is everything around the privacy processor that is not the
// processor: keys and pseudonyms, tests and checks of a policy for CI, scrubbing
// of stored telemetry, the lookup in a terminal, and reports.
//
//	privacyctl keygen --id k1 --output ring.yaml
//	printf 'usr_k8x9m2q7' | privacyctl pseudonym --keyring ring.yaml --domain user
//
// It exits with 0, with 1 if a command failed, and with 2 if it was called in
// a way it does not understand.
package main

import (
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// newCommand is the whole of privacyctl; each subcommand is a file.
func newCommand() *cobra.Command {
	root := newGroup("privacyctl", "Keys, pseudonyms and policies of the privacy processor")
	root.Version = version()
	root.AddCommand(
		newKeygen(),
		newKeys(),
		newPseudonym(),
		newResolve(),
		newCheck(),
		newTest(),
		newScrub(),
		newCatalog(),
		newLookup(),
		newAudit(),
		newExplain(),
		newInit(),
		newReport(),
	)
	return root
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SilenceUsage = true
	root.SilenceErrors = true
	root.CompletionOptions.HiddenDefaultCmd = true

	// Whatever fails before a command's own code is a call that cobra did not
	// understand: an unknown flag, an argument too many, a missing flag.
	understood := false
	watchRun(root, func() { understood = true })
	err := root.Execute()
	if err != nil && !understood {
		err = misuse(err)
	}
	return report(stderr, err)
}

// watchRun calls started before the code of c or of a command below it.
func watchRun(c *cobra.Command, started func()) {
	if inner := c.RunE; inner != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			started()
			return inner(c, args)
		}
	}
	for _, sub := range c.Commands() {
		watchRun(sub, started)
	}
}

// version is that of the module, as `go install` recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
