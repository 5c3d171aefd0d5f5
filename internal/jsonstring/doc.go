// Package jsonstring writes JSON strings where encoding/json would take too long: in the bodies of requests, the metadata of contacts and
// the lines of intents, which have some for each contact.
package jsonstring
