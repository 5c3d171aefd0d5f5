package cartesia

import "bulkdial/dialer"

// Decode is the decoder of a 2xx body.
func Decode(c *Client, body []byte, req dialer.Request) dialer.Answer { return c.decode(body, &req) }
