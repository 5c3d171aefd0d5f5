// Rows writes a contacts file with distinct, valid numbers of the United States, or how the calls of a campaign have ended.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"

	"bulkdial/internal/phone"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "rows:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("rows", flag.ContinueOnError)
	n := flags.Int("n", 1_000_000, "how many rows")
	out := flags.String("out", "", "the `file` to write")
	national := flags.Bool("national", false, "write numbers as people of the country do, as in (415) 555-0123")
	results := flags.String("calls", "", "write the CDRs of the accepted calls of this results `file`")
	if err := flags.Parse(args); err != nil {
		return err //nolint:wrapcheck // it is about the flags
	}
	if *out == "" {
		return errors.New("say where the rows go with -out")
	}
	file, err := os.Create(*out)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	buffer := bufio.NewWriterSize(file, 1<<20)
	if *results != "" {
		return errors.Join(writeCalls(buffer, *results), file.Close())
	}
	return errors.Join(write(buffer, *n, *national), file.Close())
}

func write(out *bufio.Writer, n int, national bool) error {
	numbers, err := newNumbers()
	if err != nil {
		return err
	}
	plans := [...]string{"basic", "gold", "premium"}
	names := [...]string{"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia"}
	_, _ = out.WriteString("phone,first_name,plan\n") // Flush returns the error
	for i := range n {
		number, err := numbers.next()
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "%s,%s,%s\n", number.text(national), names[i%len(names)], plans[i%len(plans)]) // as above
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	return nil
}

// numbers gives valid numbers, each once. Neighbors have different area codes, as in a real list.
type numbers struct {
	check *phone.Normalizer
	areas []int
	place int
}

func newNumbers() (*numbers, error) {
	check, err := phone.New(phone.Config{})
	if err != nil {
		return nil, fmt.Errorf("preparing the check of numbers: %w", err)
	}
	n := &numbers{check: check}
	for area := 200; area < 1000; area++ {
		if read, err := check.Read(number{area, 234, 5678}.text(false), ""); err == nil && read.Country == "US" {
			n.areas = append(n.areas, area)
		}
	}
	if len(n.areas) == 0 {
		return nil, errors.New("no area code has a valid number")
	}
	return n, nil
}

// number is a number of country code 1.
type number struct{ area, exchange, line int }

func (n number) text(national bool) string {
	if national {
		return fmt.Sprintf("(%03d) %03d-%04d", n.area, n.exchange, n.line)
	}
	return fmt.Sprintf("+1%03d%03d%04d", n.area, n.exchange, n.line)
}

// next returns the next number that bulkdial accepts.
func (n *numbers) next() (number, error) {
	for {
		i := n.place
		n.place++
		rest := i / len(n.areas)
		candidate := number{n.areas[i%len(n.areas)], 200 + rest%800, rest / 800}
		if candidate.line > 9999 {
			return number{}, errors.New("there are not so many numbers")
		}
		if _, err := n.check.Read(candidate.text(false), ""); err == nil {
			return candidate, nil
		}
	}
}
