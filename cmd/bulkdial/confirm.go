package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"time"
)

// confirm shows the plan of a session and asks whether to go on.
func (a *app) confirm(ctx context.Context, s *session) error {
	w := &lines{out: a.stderr}
	reckoning := planFlags{mean: defaultMeanCall}
	o := newOutlook(s.plan, s.send.send, &reckoning, s.campaign.region, time.Now())
	w.outlook(s.campaign, &o, &reckoning, s.send.send)
	w.printf("\nCall %d people now? Type yes to go on: ", s.plan.ToCall)
	answer, err := bufio.NewReader(interruptible(ctx, a.stdin)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		w.printf("\n")
		return err //nolint:wrapcheck // the cause of the context's end
	}
	if strings.ToLower(strings.TrimSpace(answer)) != "yes" {
		return errDeclined
	}
	return nil
}
