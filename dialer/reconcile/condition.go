package reconcile

// Condition is something without which it is not claimed that no call was placed.
type Condition string

// The conditions, in the order in which they are looked at.
const (
	// NoReference: the attempts carry no reference, so that nothing can prove that none of the calls is theirs.
	NoReference Condition = "no_reference"
	// NamedCall: the answer named a call, which has not shown whose it is.
	NamedCall Condition = "named_call"
	// NoAgent: the agent or the number to call from is not on record.
	NoAgent Condition = "no_agent"
	// NotWhole: the list of the agent was not read whole.
	NotWhole Condition = "not_whole"
	// LookAlike: a call in the list may be that of the attempt.
	LookAlike Condition = "look_alike"
	// NoWitness: the list shows no call of the campaign that was sent later from the same number to call from.
	NoWitness Condition = "no_witness"
	// Settling: the time to settle has not passed.
	Settling Condition = "settling"
	// OneReading: a second whole reading is missing.
	OneReading Condition = "one_reading"
)

// Conditions lists them.
func Conditions() []Condition {
	return []Condition{NoReference, NamedCall, NoAgent, NotWhole, LookAlike, NoWitness, Settling, OneReading}
}

// Text says what is missing, as in "2 × the list shows …".
func (c Condition) Text() string {
	switch c {
	case NoReference:
		return "the attempt carries no reference"
	case NamedCall:
		return "the answer named a call that does not show whose it is"
	case NoAgent:
		return "the results do not say which agent and which number to call from it had"
	case NotWhole:
		return "the list of calls could not be read whole"
	case LookAlike:
		return "a call in the list may be this one"
	case NoWitness:
		return "the list shows no call of this campaign that was sent later from the same number"
	case Settling:
		return "it was sent too recently"
	case OneReading:
		return "a second reading of the list is missing"
	}
	return ""
}
