package sandbox

import (
	"mime"
	"net/http"
	"strings"

	"bulkdial/internal/sandbox/request"
)

const (
	headerVersion   = "Cartesia-Version"
	headerRequestID = "X-Request-Id"
	jsonType        = "application/json"
	keyPrefix       = "sk_car_"
	adminPrefix     = "sk_car_admin_"
)

// checkHeader returns the problem of a request's header, or nil. It accepts apiKey only, or any key when that is empty.
func checkHeader(h http.Header, apiKey string) *problem {
	for _, name := range [...]string{"Authorization", headerVersion, "Content-Type"} {
		if len(h.Values(name)) > 1 {
			return problemf(http.StatusBadRequest, "The header %s is given more than once.", name)
		}
	}
	if p := checkKey(h.Get("Authorization"), apiKey); p != nil {
		return p
	}
	switch version := h.Get(headerVersion); version {
	case request.Version202603, request.Version202608:
	case "":
		return problemf(http.StatusBadRequest, "The header %s is missing.", headerVersion)
	default:
		return problemf(http.StatusBadRequest, "The header %s names %q, which is none of %s, %s.",
			headerVersion, version, request.Version202603, request.Version202608)
	}
	if len(h.Values("Idempotency-Key")) > 0 {
		return problemf(http.StatusBadRequest,
			"The header Idempotency-Key is not known here, and makes Go's transport repeat a POST that it must not repeat.")
	}
	return nil
}

// checkMedia returns the problem of the type of a body, or nil.
func checkMedia(h http.Header) *problem {
	if media, _, err := mime.ParseMediaType(h.Get("Content-Type")); err != nil || media != jsonType {
		return problemf(http.StatusUnsupportedMediaType, "The header Content-Type must be %s.", jsonType)
	}
	return nil
}

// checkKey never repeats the key.
func checkKey(authorization, apiKey string) *problem {
	key, bearer := strings.CutPrefix(authorization, "Bearer ")
	switch {
	case authorization == "":
		return problemf(http.StatusUnauthorized, "The header Authorization is missing.")
	case !bearer || key == "":
		return problemf(http.StatusUnauthorized, "The header Authorization must be Bearer and an API key.")
	case strings.HasPrefix(key, adminPrefix):
		return problemf(http.StatusForbidden, "An admin key cannot place calls.")
	case apiKey != "" && key != apiKey, apiKey == "" && (!strings.HasPrefix(key, keyPrefix) || key == keyPrefix):
		return problemf(http.StatusUnauthorized, "The API key is not known.")
	}
	return nil
}
