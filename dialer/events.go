package dialer

import "time"

// The events of a run, each written in one place. Numbers are masked; a result is found by its row and batch.

// logAnswered tells of each answer.
func (r *run) logAnswered(req *Request, answer *Answer, took time.Duration) {
	r.Logger.Debug().Str("batch", req.Batch).Int("contacts", len(req.Attempts)).Int("http_status", answer.HTTPStatus).
		Str("code", MaskNumbers(answer.Code)).Dur("took_ms", took).Msg("request answered")
}

// logFailed tells of a contact that was rejected or is in doubt.
func (r *run) logFailed(res *Result) {
	reason := MaskNumbers(res.Error)
	r.Stats.update(func(l *Live) { l.LastError = res.ErrorCode })
	r.Logger.Warn().Int("row", res.Row).Str("number", MaskNumber(res.Number)).Str("batch", res.Batch).
		Int("attempt", res.Attempt).Str("error_code", res.ErrorCode).Str("error", reason).
		Msg("contact " + string(res.Disposition))
}

// UnrecordedMessage marks the line of Deps.Rescue for one result. Its fields are the columns of the results file, but
// for to_number: the in-flight record covers the contact and has its number.
const UnrecordedMessage = "result not recorded"

// logUnrecorded keeps what the record could not take.
func (r *run) logUnrecorded(res *Result) {
	r.Rescue.Error().Int("row", res.Row).Str("id", res.ID).
		Str("disposition", string(res.Disposition)).Str("agent_call_id", res.CallID).
		Str("error_code", res.ErrorCode).Str("error", MaskNumbers(res.Error)).
		Int("attempt", res.Attempt).Str("batch", res.Batch).Int("http_status", res.HTTPStatus).
		Str("request_id", res.RequestID).Str("at", res.At.UTC().Format(time.RFC3339Nano)).
		Msg(UnrecordedMessage)
}

// logRefused tells of a request that is halved to find out who is to blame.
func (r *run) logRefused(req *Request, answer *Answer) {
	if len(req.Attempts) > 1 {
		r.Logger.Warn().Str("batch", req.Batch).Int("contacts", len(req.Attempts)).Str("answer", answer.summary()).
			Msg("request refused; sending its halves")
	}
}

// logLost tells of a request without an answer.
func (r *run) logLost(req *Request, answer *Answer, message string) {
	r.Stats.update(func(l *Live) { l.LastError = answer.summary() })
	r.Logger.Error().Str("batch", req.Batch).Int("contacts", len(req.Attempts)).Str("answer", answer.summary()).Msg(message)
}

// logHold tells that the run waits.
func (r *run) logHold(answer *Answer, wait time.Duration) {
	r.Logger.Warn().Str("answer", answer.summary()).Stringer("wait", wait.Round(time.Millisecond)).
		Msg("no free line; the run waits")
}
