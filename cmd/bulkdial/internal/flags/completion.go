package flags

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/export"
	"bulkdial/internal/phone"
	"bulkdial/internal/xlsx"
)

// AddCompletions lets shells complete the arguments and the values of flags of all commands.
func AddCompletions(root *cobra.Command) { addCompletionsBelow(root, Table()) }

// addCompletionsBelow does so for a command and those below it.
func addCompletionsBelow(cmd *cobra.Command, table map[string]Row) {
	cmd.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	complete := func(f *pflag.Flag) {
		if value := table[f.Name].Value; value != "" {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, completeValue(f.Name, value)) // it fails for a second one of a flag
		}
	}
	cmd.Flags().VisitAll(complete)
	cmd.PersistentFlags().VisitAll(complete)
	if strings.Contains(cmd.Use, "CONTACTS") {
		cmd.ValidArgsFunction = completeContacts
	}
	for _, below := range cmd.Commands() {
		addCompletionsBelow(below, table)
	}
}

// completeValue completes the value of a flag by its placeholder.
func completeValue(name, placeholder string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch placeholder {
		case "FILE":
			if name == "config" {
				return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
			}
			return nil, cobra.ShellCompDirectiveDefault
		case "FOLDER":
			return nil, cobra.ShellCompDirectiveFilterDirs
		case "COLUMNS", "COUNTRIES", "LIST", "TYPES":
			return completeList(values(cmd, args, name, placeholder), begun)
		default:
			return values(cmd, args, name, placeholder), cobra.ShellCompDirectiveNoFileComp
		}
	}
}

// completeList completes the last element of a list.
func completeList(words []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := begun[:strings.LastIndex(begun, ",")+1]
	var lists []cobra.Completion
	for _, word := range words {
		if !slices.Contains(strings.Split(before, ","), word) {
			lists = append(lists, before+word)
		}
	}
	return lists, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// values returns the words that may stand for the placeholder of a flag; none where they are not known.
func values(cmd *cobra.Command, args []string, name, placeholder string) (words []string) {
	switch placeholder {
	case "COLUMN", "COLUMNS":
		return columnsOf(cmd, args)
	case "COUNTRY", "COUNTRIES":
		return phone.Regions()
	case "SHEET":
		return sheetsOf(args)
	case "ENCODING":
		return []string{"utf-8", "utf-16le", "windows-1252", "iso-8859-15", "shift_jis", "gb18030"}
	case "TYPES":
		return phone.NumberTypes()
	case "NAME":
		return changeNames()
	case "LIST":
		return listWords(name)
	}
	for word := range strings.SplitSeq(placeholder, "|") {
		if word != strings.ToUpper(word) || strings.ContainsAny(word, "0123456789") {
			words = append(words, word)
		}
	}
	return words
}

// listWords returns the elements of the lists that have words of their own.
func listWords(name string) []string {
	switch name {
	case "retry":
		return []string{string(dialer.Rejected), string(dialer.Invalid), string(dialer.Unknown), "none"}
	case "redial":
		return screen.RedialWords()
	case "only":
		return export.OnlyWords()
	default:
		return nil
	}
}

// changeNames returns the names that --accept-change takes.
func changeNames() []string {
	names := []string{settings.HeaderChange}
	for name, rule := range Classes() {
		if rule.Class == settings.Identity || rule.Class == settings.Restriction {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// columnsOf returns the columns of the contacts file that the command line names, as its flags say how to read it.
func columnsOf(cmd *cobra.Command, args []string) []string {
	if len(args) == 0 || args[0] == fileset.Stdin {
		return nil
	}
	text := func(name string) string {
		if f := cmd.Flags().Lookup(name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	reading := Reading{Encoding: text("encoding"), Delimiter: text("delimiter"), Sheet: text("sheet"), MaxRowBytes: table.DefaultMaxRowBytes}
	cfg, err := reading.Input()
	if err != nil {
		return nil
	}
	file, err := table.OpenFile(args[0]) // not a pipe, which would be waited for
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // it was only read
	in, err := file.Input(cfg)
	if err != nil {
		return nil
	}
	defer func() { _ = in.Close() }() // as above
	names, err := table.ColumnNames(in)
	if err != nil {
		return nil
	}
	return names
}

// sheetsOf returns the sheets of the workbook that the command line names.
func sheetsOf(args []string) []string {
	if len(args) == 0 {
		return nil
	}
	info, err := os.Stat(args[0])
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(args[0])
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // it was only read
	names, err := xlsx.SheetNames(file, info.Size())
	if err != nil {
		return nil
	}
	return names
}

// completeContacts completes the name of a contacts file, which is the first argument; report takes several, and import-log a log as the
// second.
func completeContacts(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 && !strings.Contains(cmd.Use, "CONTACTS...") {
		if len(args) == 1 && strings.Contains(cmd.Use, "LOG") {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	folder, name := filepath.Split(begun)
	entries, err := os.ReadDir(filepath.Clean("./" + folder))
	if filepath.IsAbs(folder) {
		entries, err = os.ReadDir(folder)
	}
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var files []cobra.Completion
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, e := range entries {
		switch hidden := strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(name, "."); {
		case hidden || !strings.HasPrefix(e.Name(), name):
		case e.IsDir():
			files = append(files, folder+e.Name()+"/")
			directive |= cobra.ShellCompDirectiveNoSpace // a file in it follows
		case isContacts(folder + e.Name()):
			files = append(files, folder+e.Name())
		}
	}
	return files, directive
}

// isContacts reports whether a file may have contacts, by its name: it is a table, and none of a campaign's other files.
func isContacts(path string) bool {
	table := regexp.MustCompile(`(?i)\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|xlsm)(\.(gz|zst))?$`)
	ledger := regexp.MustCompile(`\.((results|calls)(\.\d+-of-\d+)?\.csv|(runs|api)\.jsonl)$`)
	return table.MatchString(path) && !ledger.MatchString(path) && !exists(path+".campaign")
}

// completeHelp completes a command, and then a group of its flags.
func completeHelp(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	of, rest, err := cmd.Root().Find(args)
	switch {
	case err != nil || len(rest) > 0:
	case of.HasAvailableSubCommands():
		for _, c := range of.Commands() {
			if c.IsAvailableCommand() {
				words = append(words, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
	default:
		groups := GroupsOf(of)
		for _, t := range GroupTitles() {
			if len(groups[t.Group]) > 0 {
				words = append(words, cobra.CompletionWithDesc(string(t.Group), t.Title))
			}
		}
		words = append(words, string(GroupAll))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
