package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources reads what the sources say beside the types: their comments.
type sources struct {
	t        *testing.T
	fset     token.FileSet
	packages map[string]map[string]*ast.File
}

// module is the name of the module, with which the path of each package begins.
const module = "bulkdial/"

// files returns the parsed sources of a package without its tests, by their names.
func (s *sources) files(path string) map[string]*ast.File {
	s.t.Helper()
	path = strings.TrimPrefix(path, module)
	if path == "main" {
		path = "cmd/bulkdial"
	}
	if files := s.packages[path]; files != nil {
		return files
	}
	names, err := filepath.Glob(filepath.Join(repository, path, "*.go"))
	if err != nil {
		s.t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		if files[name], err = parser.ParseFile(&s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			s.t.Fatal(err)
		}
	}
	if s.packages == nil {
		s.packages = map[string]map[string]*ast.File{}
	}
	s.packages[path] = files
	return files
}

// fieldGroup are the fields of a struct that one comment is about.
type fieldGroup struct {
	names []string // of Go
	tags  []reflect.StructTag
	text  string
}

// structOf returns what a type of a package says of itself, and of its fields. The comment in front of a field is about those that
// follow it without one.
func (s *sources) structOf(path, name string) (doc string, groups []fieldGroup) {
	s.t.Helper()
	for _, file := range s.files(path) {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, spec := range general.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.Name == name {
					if fields, ok := spec.Type.(*ast.StructType); ok {
						return commentText(general.Doc), s.groups(fields)
					}
				}
			}
		}
	}
	s.t.Fatalf("there is no struct %s in %s", name, path)
	return "", nil
}

func (s *sources) groups(fields *ast.StructType) (groups []fieldGroup) {
	last := 0
	for _, field := range fields.Fields.List {
		text := commentText(field.Doc)
		if text == "" {
			text = commentText(field.Comment)
		}
		begins := s.fset.Position(field.Pos()).Line
		if text != "" || len(groups) == 0 || begins != last+1 || len(field.Names) == 0 {
			groups = append(groups, fieldGroup{text: text})
		}
		group := &groups[len(groups)-1]
		last = s.fset.Position(field.End()).Line
		var tag reflect.StructTag
		if field.Tag != nil {
			text, err := strconv.Unquote(field.Tag.Value)
			if err != nil {
				s.t.Fatal(err)
			}
			tag = reflect.StructTag(text)
		}
		for _, name := range field.Names {
			group.names, group.tags = append(group.names, name.Name), append(group.tags, tag)
		}
	}
	return groups
}

func commentText(group *ast.CommentGroup) string {
	var lines []string
	for line := range strings.Lines(group.Text()) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

// commented returns the strings that begin a line of a declaration with a comment behind them, and these comments: the names of columns
// in a list of constants, or in a function that returns them.
func (s *sources) commented(path, declared string) (names, texts []string) {
	s.t.Helper()
	for _, file := range s.files(path) {
		for _, decl := range file.Decls {
			if !declares(decl, declared) {
				continue
			}
			behind := map[int]string{}
			for _, group := range file.Comments {
				behind[s.fset.Position(group.Pos()).Line] = commentText(group)
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if constant, ok := n.(*ast.ValueSpec); ok {
					n = constant.Values[0]
				}
				name := s.literal(path, n)
				if name != "" {
					names, texts = append(names, name), append(texts, behind[s.fset.Position(n.Pos()).Line])
				}
				return name == ""
			})
			return names, texts
		}
	}
	s.t.Fatalf("%s declares no %s", path, declared)
	return nil, nil
}

// literal is the text of a literal, or of a constant that is named; empty for anything else.
func (s *sources) literal(path string, n ast.Node) (text string) {
	s.t.Helper()
	switch n := n.(type) {
	case *ast.BasicLit:
		text, _ = strconv.Unquote(n.Value)
	case *ast.Ident:
		for _, file := range s.files(path) {
			ast.Inspect(file, func(other ast.Node) bool {
				if spec, ok := other.(*ast.ValueSpec); ok && spec.Names[0].Name == n.Name && len(spec.Values) == 1 {
					text = s.literal(path, spec.Values[0])
				}
				return text == ""
			})
		}
	}
	return text
}

// declares reports whether a declaration is that of a name.
func declares(decl ast.Decl, name string) bool {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Name.Name == name
	case *ast.GenDecl:
		return slices.ContainsFunc(decl.Specs, func(spec ast.Spec) bool {
			values, ok := spec.(*ast.ValueSpec)
			return ok && values.Names[0].Name == name
		})
	}
	return false
}

// outward is the comment about fields with the names that their readers know. Nil is what they see instead.
func outward(text string, names map[string]string, nothing string) string {
	text = regexp.MustCompile(`\b[A-Z]\w*\b`).ReplaceAllStringFunc(text, func(word string) string {
		if name := names[word]; name != "" {
			return code(name)
		}
		return word
	})
	return regexp.MustCompile(`\b[Nn]il\b`).ReplaceAllString(text, nothing)
}
