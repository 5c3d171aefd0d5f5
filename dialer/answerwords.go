package dialer

import (
	"cmp"
	"encoding/json"
	"strings"
)

// AnswerInWords is what an answer says to people, as it is in a result or a log: without the form of JSON around its words.
func AnswerInWords(answer string) string {
	before, _, found := strings.Cut(answer, "{")
	if !found {
		return answer
	}
	var said struct {
		Message string `json:"message"`
		Error   string `json:"error"`
		Detail  string `json:"detail"`
		Title   string `json:"title"`
	}
	if json.Unmarshal([]byte(answer[len(before):]), &said) != nil {
		return answer
	}
	return before + cmp.Or(said.Message, said.Error, said.Detail, said.Title, answer[len(before):])
}
