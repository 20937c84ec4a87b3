package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor/extension/lookup"
)

func newAudit() *cobra.Command {
	c := newGroup("audit", "Check the audit log of the lookup")
	c.AddCommand(newAuditVerify())
	return c
}

func newAuditVerify() *cobra.Command {
	var (
		anchors []string
		config  *extensionFlags
	)
	c := &cobra.Command{
		Use:   "verify [file]",
		Short: "Find removed, changed, reordered and cut-off records",
		Long: `Verify reads the audit log, the files set aside beside it (NAME-000001.jsonl and
so on) and its head (NAME.jsonl.head), and reports every record that was removed,
changed, reordered or cut off.

Whoever may write all of these files can write a new chain. So the collector logs
the end of the chain when it starts and stops ("audit_head"): with --head, given
what such a line said, verify also finds a chain that was made anew.`,
		Example: `  privacyctl audit verify /var/lib/otelcol/lookup-audit.jsonl
  privacyctl audit verify --config collector.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := auditPath(args, config)
			if err != nil {
				return err
			}
			summary, faults, err := lookup.VerifyAudit(path, anchors...)
			if err != nil {
				return err
			}
			for _, f := range faults {
				if _, err := fmt.Fprintln(c.OutOrStdout(), f); err != nil {
					return err
				}
			}
			if len(faults) > 0 {
				return hint(errors.New("the audit log is not what was written"),
					"keep these files as they are, and compare them with a backup")
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "the audit log is whole: %s\n", summary)
			return err
		},
	}
	config = addExtensionFlags(c)
	c.Flags().StringArrayVar(&anchors, "head", nil, "a head noted elsewhere, as `SEQ:HASH`; may be repeated")
	return c
}

// auditPath is the file named, or that of the configuration.
func auditPath(args []string, config *extensionFlags) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	if len(config.config) == 0 {
		return "", misuse(hint(errors.New("the audit log must be named"), "give its path, or --config collector.yaml"))
	}
	cfg, err := config.read()
	if err != nil {
		return "", err
	}
	return cfg.Audit.Path, nil
}
