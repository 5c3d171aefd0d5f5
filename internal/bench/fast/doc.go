// Package fast is a fake of POST /agents/calls that costs as little as it can, so that a measurement shows the client and not
// the service. It takes every request of HTTP/1.1 that names its Content-Length for one with a list of calls, looks for
// nothing but the values of to_number, and says of each that its call was placed, with an id of its own.
//
// It checks nothing. Package sandbox is the fake that does.
package fast
