package main

import (
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const logIntro = "The events of the log, which goes to standard error: a JSON object on each line, or text for people on a terminal (`--log-format`). Each has\n" +
	"`level`, `time` and `message`. Programs can rely on the message and the fields of an event; later versions may add some. Numbers are masked."

// logPage is the page of the events that the sources log with a fixed message.
func logPage(src *sources) string {
	p := newPage("Log", logIntro)
	events := map[string]*logEvent{}
	for _, path := range src.folders() {
		for _, file := range src.files(path) {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
					(&logReader{src: src, path: path, events: events}).read(f)
				}
			}
		}
	}
	for _, level := range []string{"error", "warn", "info", "debug"} {
		p.heading(level)
		p.table("message", "fields")
		for _, message := range slices.Sorted(maps.Keys(events)) {
			if event := events[message]; event.level == level {
				var fields []string
				for _, field := range event.fields {
					fields = append(fields, code(field))
				}
				p.row(message, strings.Join(fields, ", "))
			}
		}
	}
	return p.String()
}

// folders returns the packages of the program, from the root of the module.
func (s *sources) folders() (folders []string) {
	s.t.Helper()
	for _, top := range []string{"cmd/bulkdial", "csvio", "dialer", "internal"} {
		err := filepath.WalkDir(filepath.Join(repository, top), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && entry.Name() != "testdata" {
				name, relative := filepath.Rel(repository, path)
				if relative != nil {
					return relative
				}
				folders = append(folders, filepath.ToSlash(name))
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
	}
	return slices.DeleteFunc(folders, func(name string) bool { return strings.HasPrefix(name, "internal/bench") })
}

// logEvent is an event by its message.
type logEvent struct {
	level  string
	fields []string
}

// logReader finds the events of a function.
type logReader struct {
	src    *sources
	path   string
	events map[string]*logEvent
	// begun are the events that variables hold.
	begun map[string]*logEvent
}

func (r *logReader) read(f *ast.FuncDecl) {
	r.begun = map[string]*logEvent{}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if name, ok := n.Lhs[0].(*ast.Ident); ok && len(n.Rhs) == 1 {
				if event := r.chain(n.Rhs[0]); event != nil {
					r.begun[name.Name] = event
				}
			}
		case *ast.ExprStmt:
			r.chain(n.X)
		}
		return true
	})
}

// chain follows a chain of calls, as in logger.Info().Str("a", b).Msg("text"), from its beginning, and returns its event; nil if it is
// none of a log.
func (r *logReader) chain(x ast.Expr) *logEvent {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		if name, ok := x.(*ast.Ident); ok {
			return r.begun[name.Name]
		}
		return nil
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch name := method.Sel.Name; name {
	case "Debug", "Info", "Warn", "Error":
		if len(call.Args) == 0 {
			return &logEvent{level: strings.ToLower(name)}
		}
	case "event":
		if len(call.Args) == 1 {
			if event := r.chain(call.Args[0]); event != nil {
				event.add(r.fieldsOf(name)...)
			}
		}
		return nil
	}
	event := r.chain(method.X)
	if event == nil || len(call.Args) == 0 {
		return event
	}
	text := ""
	if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
		text, _ = strconv.Unquote(literal.Value)
	}
	switch {
	case method.Sel.Name == "Err":
		event.add("error")
	case text == "":
	case method.Sel.Name != "Msg":
		event.add(text)
	case r.events[text] == nil:
		r.events[text] = event
	default:
		r.events[text].add(event.fields...)
	}
	return event
}

// fieldsOf returns the fields that the methods of a name add to an event which they are given.
func (r *logReader) fieldsOf(method string) []string {
	all := &logEvent{}
	for _, file := range r.src.files(r.path) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == method && f.Recv != nil {
				inner := &logReader{src: r.src, path: r.path, events: map[string]*logEvent{}, begun: map[string]*logEvent{"e": all}}
				ast.Inspect(f.Body, func(n ast.Node) bool {
					if x, ok := n.(*ast.ExprStmt); ok {
						inner.chain(x.X)
					}
					return true
				})
			}
		}
	}
	slices.Sort(all.fields) // the order of the files is not fixed
	return all.fields
}

func (e *logEvent) add(fields ...string) {
	for _, field := range fields {
		if !slices.Contains(e.fields, field) {
			e.fields = append(e.fields, field)
		}
	}
}
