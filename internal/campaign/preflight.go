package campaign

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/guards"
)

// preflightWait is how long a run waits for all that the API says before the first call.
const preflightWait = 10 * time.Second

// ErrVariables ends a run before its first call: no contact has the variables that its agent needs.
var ErrVariables = errors.New("no contact has the variables that the welcome message of its agent needs")

// preflight is what the API says of what the calls of a run are placed with.
type preflight struct {
	api    dialer.Directory
	logger zerolog.Logger
	// numbers are those to call from that were found, by their ids.
	numbers map[string]dialer.NumberRecord
	// needs has the variables that the welcome messages of the agents need, by the ids of the agents.
	needs map[string][]string
	// names are those of the agents that were found, by their ids.
	names map[string]string
	// silent: the API has not answered, so that it is asked no more.
	silent bool
}

// Preflight asks the API for the numbers and agents of the plan, of standard input for those of the configuration, before the first
// call. From then on the run calls no contact that lacks a variable of its agent; the plan is made again where there are such
// variables, and work is as MakePlan reports it. The error wraps dialer.ErrDenied where the key is refused, is a *PlanError
// with ErrVariables where no contact has the variables, one of MakePlan, or the cause of ctx's end. Whatever else the API answers does
// not stop the run: its routes may differ, and the first call shows what is wrong.
func (r *Run) Preflight(ctx context.Context, api dialer.Directory, logger zerolog.Logger) (work bool, err error) {
	r.preflight = preflight{api: api, logger: logger, numbers: map[string]dialer.NumberRecord{}, needs: map[string][]string{}, names: map[string]string{}}
	if err := r.preflight.ask(ctx, r.callers(), r.agents()); err != nil {
		return false, err
	}
	ref := r.campaign.cfg.Reading.Limits.RefKey
	for agent, names := range r.preflight.needs {
		r.preflight.needs[agent] = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == ref })
	}
	if !slices.ContainsFunc(r.agents(), func(id string) bool { return len(r.preflight.needs[id]) > 0 }) {
		return true, nil
	}
	c := r.campaign
	c.guards = append(slices.Clip(c.guards), guards.Variables{Needs: r.preflight.needs})
	before := r.ToCall()
	if work, err = r.MakePlan(ctx); err != nil || r.plan == nil {
		return work, err
	}
	if r.ToCall() == 0 && !c.history.CallsPlaced() {
		return work, lackVariables(r.plan, before)
	}
	return work, nil
}

// Caller returns the number to call from of an id; the zero value where the API was not asked, or does not know it.
func (r *Run) Caller(fromNumberID string) dialer.NumberRecord {
	return r.preflight.numbers[fromNumberID]
}

// AgentName returns the name of an agent; empty where the API was not asked, or does not know it.
func (r *Run) AgentName(agentID string) string { return r.preflight.names[agentID] }

// lackVariables returns a *PlanError if each of n contacts that were to be called lacks a variable.
func lackVariables(plan *engine.Plan, n int) error {
	causes := causesOf(plan, dialer.Invalid)
	causes = slices.DeleteFunc(causes, func(c engine.Cause) bool { return c.Code != guards.VariableMissing })
	for _, c := range causes {
		n -= c.Count
	}
	if n > 0 {
		return nil
	}
	return &PlanError{Err: ErrVariables, Causes: causes}
}

// callers are the numbers to call from that are known before the first call.
func (r *Run) callers() []string {
	if r.plan != nil {
		return r.plan.Callers
	}
	return given(append([]string{r.campaign.cfg.Reading.Route.FromNumberID}, r.campaign.cfg.Callers...))
}

// agents are the agents that are known before the first call.
func (r *Run) agents() []string {
	if r.plan != nil {
		return r.plan.Agents
	}
	return given([]string{r.campaign.cfg.Reading.Route.AgentID})
}

// given returns the ids that are not empty.
func given(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// ask asks for numbers and agents, until the API does not answer. The error wraps dialer.ErrDenied, or is the cause of ctx's end.
func (p *preflight) ask(ctx context.Context, callers, agents []string) error {
	within, cancel := context.WithTimeout(ctx, preflightWait)
	defer cancel()
	for _, id := range callers {
		number, err := p.api.Number(within, id)
		if err == nil {
			p.numbers[id] = number
			p.logger.Info().Str("from_number_id", id).Str("number", dialer.MaskNumber(number.Number)).Str("provider", number.Provider).Msg("the number to call from was found")
		} else if err = p.failed(ctx, err, "from_number_id", id); err != nil || p.silent {
			return err
		}
	}
	for _, id := range agents {
		agent, err := p.api.Agent(within, id)
		if err == nil {
			p.needs[id], p.names[id] = agent.Variables, agent.Name
			p.logger.Info().Str("agent_id", id).Str("name", agent.Name).Strs("variables", agent.Variables).Msg("the agent was found")
		} else if err = p.failed(ctx, err, "agent_id", id); err != nil || p.silent {
			return err
		}
	}
	return nil
}

// failed returns an error if a request that has failed ends the run, and logs it if not.
func (p *preflight) failed(ctx context.Context, err error, field, id string) error {
	answer, told := errors.AsType[*dialer.APIError](err)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case told && answer.HTTPStatus == 401:
		return answer.Refusal() //nolint:wrapcheck // it says what is refused
	case !told || answer.HTTPStatus == 0:
		p.silent = true
		p.logger.Warn().Err(err).Func(detail(answer)).Msg("the API did not answer, so numbers and agents are not checked before the first call")
	default:
		p.logger.Warn().Err(err).Func(detail(answer)).Str(field, id).Msg("not checked before the first call")
	}
	return nil
}

// detail adds what the machine says of a request that has failed; answer is nil where none came.
func detail(answer *dialer.APIError) func(*zerolog.Event) {
	return func(e *zerolog.Event) {
		if answer != nil && answer.Detail != "" {
			e.Str("detail", answer.Detail)
		}
	}
}
