package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
)

// variable matches a variable in a welcome message.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// missingVariable returns the first variable of a welcome message that an item does not have, or the empty string. System and
// secret variables are the service's own. Echo is the item's metadata or dynamic_variables.
func missingVariable(welcome string, echo json.RawMessage) string {
	named := variable.FindAllStringSubmatch(welcome, -1)
	if len(named) == 0 {
		return ""
	}
	given := map[string]any{}
	_ = json.Unmarshal(echo, &given) // An item without any has none.
	for _, match := range named {
		name := match[1]
		if strings.HasPrefix(name, "system__") || strings.HasPrefix(name, "secret__") {
			continue
		}
		if given[name] == nil {
			return name
		}
	}
	return ""
}
