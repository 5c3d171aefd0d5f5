// Command duckdb runs a query as DuckDB's own program does with -csv -c, so that the queries of the documents can be tested where that
// cannot be installed. It is a module of its own, because it needs a C library of DuckDB.
package main

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	if len(os.Args) != 4 || os.Args[1] != "-csv" || os.Args[2] != "-c" {
		fmt.Fprintln(os.Stderr, "usage: duckdb -csv -c QUERY")
		os.Exit(2)
	}
	if err := query(os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

// query prints the rows of a query as CSV.
func query(text string) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(text)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	w := csv.NewWriter(os.Stdout)
	_ = w.Write(names)
	cells, at := make([]any, len(names)), make([]any, len(names))
	for i := range cells {
		at[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		line := make([]string, len(cells))
		for i, cell := range cells {
			if cell != nil {
				line[i] = fmt.Sprint(cell)
			}
		}
		_ = w.Write(line)
	}
	w.Flush()
	if err := rows.Err(); err != nil {
		return err
	}
	return w.Error()
}
