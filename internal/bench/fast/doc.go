// Package fast is a fake of POST /agents/calls that takes as little CPU as possible, so that a measurement shows the client and
// not the service. It reads each HTTP/1.1 request with a Content-Length as a list of calls, searches only for the values of
// to_number, and accepts each call, with an id of its own.
//
// It checks nothing. Package sandbox is the fake that checks requests.
package fast
