package main

import (
	"encoding/csv"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) templateCommand() *cobra.Command {
	var number, id string
	var metadata []string
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Print a contacts file to start from",
		Long: `Print a contacts file with two rows, whose columns are those that the flags name.
Keep the number column as text when you edit it in a spreadsheet: as a number it
loses its + and, when it is long, its last digits.`,
		Example: `  bulkdial template > leads.csv
  bulkdial template --id-column crm_id --metadata first_name,plan > leads.csv`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			// The numbers are reserved for fiction.
			rows := [3][]string{{number}, {"+14155550123"}, {"+442079460018"}}
			if id != "" {
				for i, cell := range []string{id, "1", "2"} {
					rows[i] = append([]string{cell}, rows[i]...)
				}
			}
			for _, column := range metadata {
				rows[0] = append(rows[0], column)
				rows[1] = append(rows[1], column+" of the first")
				rows[2] = append(rows[2], column+" of the second")
			}
			w := csv.NewWriter(a.stdout)
			if err := w.WriteAll(rows[:]); err != nil {
				return fmt.Errorf("printing the template: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&number, "number-column", "to_number", "the `column` of the number to call")
	cmd.Flags().StringVar(&id, "id-column", "", "the `column` that identifies a contact (default: none)")
	cmd.Flags().StringSliceVar(&metadata, "metadata", []string{"first_name", "plan"}, "`columns` of metadata")
	return cmd
}
