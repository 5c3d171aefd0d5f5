package content_test

import (
	"testing"

	"bulkdial/internal/cartesia/content"
)

// TestReadTranscript: what the API gives comes as it is, in any shape; empty is none.
func TestReadTranscript(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	for body, want := range map[string]string{
		`{"id":"ac_1","transcript":[{"role":"user", "text":"Zo\u00eb \"hi\"\n+14155550123"}]}`: `[{"role":"user", "text":"Zo\u00eb \"hi\"\n+14155550123"}]`,
		`{"id":"ac_1","transcript":"Hello.\nBye."}`:                                            `"Hello.\nBye."`,
		`{"id":"ac_1","transcript":{"turns":[]}}`:                                              `{"turns":[]}`,
		`{"id":"ac_1","transcript":{"a":1,"a":2}}`:                                             `{"a":1,"a":2}`,
		`{"id":"ac_1","transcript":0}`:                                                         `0`,
		`{"id":"ac_1","transcript": [ ] }`:                                                     "",
		`{"id":"ac_1","transcript":{}}`:                                                        "",
		`{"id":"ac_1","transcript":""}`:                                                        "",
		`{"id":"ac_1","transcript":null}`:                                                      "",
		`{"id":"ac_1"}`:                                                                        "",
		// The key is not written to a file, whatever escapes it comes in.
		`{"id":"ac_1","transcript":["my key is ` + testKey + `"]}`:                                                `["my key is [redacted]"]`,
		`{"id":"ac_1","transcript":["\u0073` + testKey[1:] + `", "%73` + testKey[1:] + `", "\\` + testKey + `"]}`: `["[redacted]", "[redacted]", "[redacted]"]`,
	} {
		got, ok := content.ReadTranscript(object(t, body), text)
		if string(got) != want || !ok || want == "" && got != nil {
			t.Errorf("%s: %s, %v, want %s", body, got, ok, want)
		}
	}
}

// TestTranscriptBrokenByItsKey: a transcript that is no JSON without the key is not returned.
func TestTranscriptBrokenByItsKey(t *testing.T) {
	t.Parallel()
	got, ok := content.ReadTranscript(object(t, `{"transcript":"sk_car_\""}`), content.NewTexts(`sk_car_\`))
	if ok || got != nil {
		t.Errorf("it is %s, %v", got, ok)
	}
}
