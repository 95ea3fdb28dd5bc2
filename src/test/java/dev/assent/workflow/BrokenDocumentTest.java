package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assent.platform.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Between the lines of dashes stands a finding and then a document that must have it where the sign
 * § is, which is not part of the document.
 */
class BrokenDocumentTest {
  private static final String DOCUMENTS =
      """
      unknown field 'nmae' in the document; did you mean 'name'?
      §nmae: x
      name: y
      id: abc
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'A b' is no valid id: it must match ^[a-z0-9-]{3,64}$
      id: §A b
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'run' is no valid id: it has a meaning of its own in addresses, as have batch, pending, run, statuses, validate
      id: §run
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'statuses' is no valid id: it has a meaning of its own in addresses, as have batch, pending, run, statuses, validate
      id: §statuses
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the field 'steps' is missing; it lists at least one step
      §id: abc
      name: y
      ---
      'steps' is empty; it needs at least one step
      id: abc
      name: y
      steps: §[]
      ---
      'steps' must be a list, but is an object
      id: abc
      name: y
      steps: §{a: b}
      ---
      'version' must be a string, but is a number; write "1.0" in quotes
      id: abc
      name: y
      version: §1.0
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the id 'a' is taken by the step in line 4 already
      id: abc
      name: y
      steps:
        - {id: a, type: task, assignee: "'x'"}
        - id: §a
          type: task
          assignee: "'y'"
      ---
      the type 'aproval' is unknown; did you mean 'approval'?; allowed are task, approval, consensus, decision, parallel, forEach, loop, call, agent, wait, notify, subworkflow
      id: abc
      name: y
      steps:
        - {id: a,   type: §aproval}
      ---
      the field 'method' is missing; it says how votes are counted; allowed are simple, weighted, multi_criteria, approval, ranked
      id: abc
      name: y
      steps:
        - §{id: a, type: consensus, options: [{id: a}, {id: b}], participants: ["'u'"]}
      ---
      the method 'SIMPLE' is unknown; did you mean 'simple'?; allowed are simple, weighted, multi_criteria, approval, ranked
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: §SIMPLE, options: [{id: a}, {id: b}], participants: ["'u'"]}
      ---
      the field 'options' is missing; it lists what can be voted for, or is an expression that yields the list
      id: abc
      name: y
      steps:
        - §{id: a, type: consensus, method: simple, participants: ["'u'"]}
      ---
      the field 'participants' is missing; it lists who may vote, or is an expression that yields them
      id: abc
      name: y
      steps:
        - §{id: a, type: consensus, method: simple, options: [{id: a}, {id: b}]}
      ---
      'options' must be a list, but is a number
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: §7, participants: ["'u'"]}
      ---
      an option that is no expression must be an object with fields, but is a number
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, §7], participants: ["'u'"]}
      ---
      unknown field 'lable' in an option; did you mean 'label'?
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a, §lable: A}, {id: b}], participants: ["'u'"]}
      ---
      the field 'id' is missing; it is what votes name
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, §{label: A}], participants: ["'u'"]}
      ---
      the meaning 'rejct' is unknown; did you mean 'reject'?; allowed are approve, reject
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b, meaning: §rejct}], participants: ["'u'"]}
      ---
      the ballot is wrong: 'options' needs from 2 to 50 options
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: §[{id: a}], participants: ["'u'"]}
      ---
      the ballot is wrong: 'options/1/id' is there twice
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: §a}], participants: ["'u'"]}
      ---
      the ballot is wrong: 'options/0/id' is required and matches [A-Za-z0-9_-]{1,64}
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: §Acme Inc.}, {id: b}], participants: ["'u'"]}
      ---
      'participants' names nobody
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: §[]}
      ---
      a participant that is no expression must be an object with fields, but is a number
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: [§7]}
      ---
      the field 'user' is missing; it is an expression that yields a user, or a list of users
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: weighted, options: [{id: a}, {id: b}], participants: [§{weight: 2}]}
      ---
      'weight' must be a number, but is a boolean
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: weighted, options: [{id: a}, {id: b}], participants: [{user: "'u'", weight: §true}]}
      ---
      the ballot is wrong: 'participants/0/weight' is not above 0, with 6 decimal places at most
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: weighted, options: [{id: a}, {id: b}], participants: [{user: "'u'", weight: §0}]}
      ---
      the ballot is wrong: 'participants/0/weight' is 1 under SIMPLE; WEIGHTED counts weights
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: [{user: "'u'", weight: §2}]}
      ---
      the ballot is wrong: 'criteria' needs from 1 to 50 criteria
      id: abc
      name: y
      steps:
        - §{id: a, type: consensus, method: multi_criteria, options: [{id: a}, {id: b}], participants: ["'u'"]}
      ---
      the ballot is wrong: 'criteria' go with MULTI_CRITERIA only
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], criteria: §[{name: n, weight: 1}]}
      ---
      the ballot is wrong: 'threshold' needs one of moreThan and atLeast
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], threshold: §{moreThan: 0.5, atLeast: 0.5}}
      ---
      the ballot is wrong: 'threshold/moreThan' is a share from 0 to below 1, with 6 decimal places at most
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], threshold: {moreThan: §50}}
      ---
      the ballot is wrong: 'threshold' does not go with RANKED
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: ranked, options: [{id: a}, {id: b}], participants: ["'u'"], threshold: §{moreThan: 0.5}}
      ---
      unknown field 'morethan' in 'threshold'; did you mean 'moreThan'?
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], threshold: {§morethan: 0.5}}
      ---
      'participants' is 0; allowed are 1 to 1000
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], quorum: {participants: §0}}
      ---
      the ballot is wrong: 'quorum' needs participants or weight
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], quorum: §{}}
      ---
      'rounds' is 11; allowed are 1 to 10
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], rounds: §11}
      ---
      'secret' must be true or false, but is a string
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], secret: §"yes"}
      ---
      'tomorrow' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds, such as P3D, PT72H or PT1.5S
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], deadline: §tomorrow}
      ---
      unknown field 'data' in 'subject'; allowed are title, description
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], subject: {§data: {}}}
      ---
      unknown field 'onNoConcensus' in a step of type consensus; did you mean 'onNoConsensus'?
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], §onNoConcensus: {goto: a}}
      ---
      the field 'goto' is missing; it names the step to go on with
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], onNoConsensus: §{atMost: 2}}
      ---
      there is no step 'b'
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: ["'u'"], onNoConsensus: {goto: §b}}
      ---
      the expression 'input.n > 1' must yield a string, an object or a list of them, but yields true or false
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: §input.n > 1}
      ---
      the expression '[1, 2]' must yield a string, an object or a list of them, but yields a list
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: simple, options: [{id: a}, §"[1, 2]"], participants: ["'u'"]}
      ---
      the expression ''many'' must yield a number, but yields a string
      id: abc
      name: y
      steps:
        - {id: a, type: consensus, method: weighted, options: [{id: a}, {id: b}], participants: [{user: "'u'", weight: §"'many'"}]}
      ---
      the field 'title' is missing; it is what people see
      id: abc
      name: y
      steps:
        - §{id: a, prompt: Do it}
      ---
      the field 'type' is missing; allowed are task, approval, consensus, decision, parallel, forEach, loop, call, agent, wait, notify, subworkflow
      id: abc
      name: y
      steps:
        - §{id: a}
      ---
      the field 'guidance' is not run by this version of Assent
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {roles: [r]}
          §guidance: x
      ---
      unknown field 'aprovers' in a step of type approval; did you mean 'approvers'?
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          §aprovers: {roles: [r]}
      ---
      the field 'approvers' is missing; it says who decides, by 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - §id: a
          type: approval
      ---
      'approvers' names nobody; give 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: §{roles: []}}
      ---
      there is no step 'sumbit'; did you mean 'submit'?
      id: abc
      name: y
      steps:
        - {id: submit, type: task, assignee: "'x'"}
        - id: a
          type: approval
          onReject: {goto: §sumbit}
          approvers: {roles: [r]}
      ---
      there is no step 'b'
      id: abc
      name: y
      steps:
        - {id: first, type: task, assignee: "'x'"}
        - {id: a, type: approval, approvers: {distinctFrom: [§b], roles: [r]}}
      ---
      the step 'a' names itself
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {distinctFrom: [§a], roles: [r]}}
      ---
      the policy is wrong: 'required' is required with QUORUM
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers:
            roles: [r]
          policy:     §quorum
      ---
      'required' is 0; allowed are 1 to 1000
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: {type: quorum, required: §0}}
      ---
      the policy is wrong: 'veto' does not go with ANY, only with [ALL, QUORUM, MAJORITY, UNANIMOUS, WEIGHTED, MULTI_CRITERIA]
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: {type: any, veto: §[r]}}
      ---
      the policy is wrong: 'threshold' is required with WEIGHTED
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: §{type: weighted}}
      ---
      the type 'most' is unknown; allowed are any, all, quorum, majority, unanimous, weighted, multi_criteria
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: {type: §most}}
      ---
      the field 'type' is missing; it says which policy, such as quorum
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: §{required: 1}}
      ---
      the policy wants 2 people, but the roles make only 1 place: each role is asked for one decision
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, policy: §{type: quorum, required: 2}}
      ---
      the weight of 'r' must be a number above 0 and at most 1000000, with 6 decimal places at most
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, weights: {r: §0}}
      ---
      'onExpiry' needs 'expires', such as expires: P7D
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, onExpiry: §approve}
      ---
      'extensions' are counted with onExpiry: extend only
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, expires: P1D, onExpiry: approve, extensions: §2}
      ---
      the field 'after' is missing; it says when approvers are reminded first, such as PT24H
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, remind: §{every: P1D}}
      ---
      'to' names nobody; give 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, escalations: [{after: P1D, to: §{users: []}}]}
      ---
      'after' is PT24H, not after the one before: PT48H
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, escalations: [{after: P2D, to: {roles: [b]}}, {after: §P1D, to: {roles: [c]}}]}
      ---
      'manager' is for 'approvers'; 'to' takes 'users' and 'roles'
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, escalations: [{after: P1D, to: {roles: [b], manager: §true}}]}
      ---
      'select' is for 'approvers'; 'escalateTo' takes 'users' and 'roles'
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, timeout: P1D, onTimeout: {escalateTo: {roles: [b], select: §least_loaded}}}
      ---
      in a document 'users' are expressions; write them there instead of in 'expressions'
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r], expressions: §[input.boss]}}
      ---
      'approvers' names nobody; give 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: §{manager: false, notRequester: true}}
      ---
      'manager' must be true or false, but is a string
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {manager: §ann}}
      ---
      'managerLevel' goes with manager: true
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r], managerLevel: §2}}
      ---
      'managerLevel' is 11; allowed are 1 to 10
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {manager: true, managerLevel: §11}}
      ---
      'capabilities' is empty; name one at least
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: §[]}}
      ---
      'Tax Law' is no valid name of a capability: it must match ^[a-z0-9._-]{1,64}$
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: [law, §Tax Law]}}
      ---
      'law' is in 'capabilities' twice
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: [law, §law]}}
      ---
      'capabilities' has 11 items; allowed are 10
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: §[a, b, c, d, e, f, g, h, i, j, k]}}
      ---
      the select 'LEAST_LOADED' is unknown; did you mean 'least_loaded'?; allowed are all, first_available, least_loaded, best_suited
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r], select: §LEAST_LOADED}}
      ---
      'select' needs 'roles' or 'capabilities' to choose among
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {users: ["'ann'"], select: §best_suited}}
      ---
      'roles' has 11 items; with 'select' allowed are 10
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: §[a, b, c, d, e, f, g, h, i, j, k], select: best_suited}}
      ---
      'count' goes with a 'select' of some: first_available, least_loaded or best_suited
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: [law], select: all, count: §2}}
      ---
      'count' is 101; allowed are 1 to 100
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {capabilities: [law], select: least_loaded, count: §101}}
      ---
      the policy wants 3 people, but only 2 are asked: 'count' says how many are selected
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r], select: least_loaded, count: 2}, policy: §{type: quorum, required: 3}}
      ---
      'approvers' is for the policy of 'routing' to say; leave it out of the step
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: §{roles: [r]}, routing: expenses}
      ---
      'stages' is for the policy of 'routing' to say; leave it out of the step
      id: abc
      name: y
      steps:
        - {id: a, type: approval, routing: expenses, stages: §[{approvers: {roles: [r]}}]}
      ---
      'onResubmit' is for the policy of 'routing' to say; leave it out of the step
      id: abc
      name: y
      steps:
        - {id: a, type: approval, routing: expenses, onResubmit: §ask_again}
      ---
      'escalateTo' is for the policy of 'routing' to say, by the 'escalations' of its stages
      id: abc
      name: y
      steps:
        - {id: a, type: approval, routing: expenses, timeout: P1D, onTimeout: §{escalateTo: {roles: [b]}}}
      ---
      'My Policy' is no valid id: it must match ^[a-z0-9-]{1,64}$
      id: abc
      name: y
      steps:
        - {id: a, type: approval, routing: §My Policy}
      ---
      'stages' needs at least one stage
      id: abc
      name: y
      steps:
        - {id: a, type: approval, stages: §[]}
      ---
      'policy' is said by each of the 'stages'; leave it out of the step
      id: abc
      name: y
      steps:
        - {id: a, type: approval, policy: §all, stages: [{approvers: {roles: [r]}}]}
      ---
      'x' is the name of another stage as well
      id: abc
      name: y
      steps:
        - {id: a, type: approval, stages: [{name: x, approvers: {roles: [r]}}, {name: §x, approvers: {roles: [r]}}]}
      ---
      there is no step 'late'
      id: abc
      name: y
      steps:
        - {id: a, type: approval, stages: [{approvers: {roles: [r], distinctFrom: [§late]}}, {name: late, approvers: {roles: [r]}}]}
      ---
      'b' is a stage of this step and a step of the workflow as well; give the stage another name
      id: abc
      name: y
      steps:
        - {id: b, type: task, roles: [r]}
        - {id: a, type: approval, stages: [{name: b, approvers: {roles: [r]}}, {approvers: {roles: [r], distinctFrom: [§b]}}]}
      ---
      'escalateTo' is for a step without 'stages'; write 'escalations' in the stages
      id: abc
      name: y
      steps:
        - {id: a, type: approval, timeout: P1D, onTimeout: §{escalateTo: {roles: [b]}}, stages: [{approvers: {roles: [r]}}]}
      ---
      unknown field 'goto' in 'onTimeout' with 'escalateTo'; allowed are escalateTo
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, timeout: P1D, onTimeout: {escalateTo: {roles: [b]}, §goto: a}}
      ---
      unknown field 'escalateTo' in 'onTimeout', where 'escalateTo' is for approvals; allowed are goto, atMost
      id: abc
      name: y
      steps:
        - {id: a, type: task, roles: [r], timeout: P1D, onTimeout: {§escalateTo: {roles: [b]}}}
      ---
      unknown field 'titel' in 'subject'; did you mean 'title'?
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, subject: {§titel: "'x'"}}
      ---
      the risk 'EXTREME' is unknown; allowed are LOW, MEDIUM, HIGH, CRITICAL
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {roles: [r]}, risk: §EXTREME}
      ---
      'atMost' is 0; allowed are 1 to 1000
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {roles: [r]}
          onReject: {goto: a,     atMost: §0}
      ---
      'notRequester' must be true or false, but is a string
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {notRequester: §"yes", roles: [r]}
      ---
      the step 'inner' stands in a parallel branch that 'back' is not in; a goto may lead within its own branch or out of it, never into one
      id: abc
      name: y
      steps:
        - id: both
          type: parallel
          branches:
            - steps: [{id: inner, type: task, assignee: "'x'"}]
            - steps: [{id: other, type: task, assignee: "'x'"}]
        - id: back
          type: decision
          cases: [{when: "true", goto: §inner}]
      ---
      the join 'some' is unknown; allowed are all, any, a number of branches
      id: abc
      name: y
      steps:
        - {id: a, type: parallel,           join: §some, branches: [{steps: [{id: b, type: task, assignee: "'x'"}]}]}
      ---
      a case needs exactly one of goto, end and steps, but has none
      id: abc
      name: y
      steps:
        - {id: a, type: decision, cases: [ §{when: "true"}]}
      ---
      'steps' is empty; it needs at least one step
      id: abc
      name: y
      steps:
        - {id: a, type: parallel, branches: [{steps:  §[]}]}
      ---
      the expression 'input.amuont > 1.0' is wrong at position 6: the input's schema does not allow the field 'amuont'; did you mean 'amount'?
      id: abc
      name: y
      input: {type: object, properties: {amount: {type: number}}, additionalProperties: false}
      steps:
        - id: a
          type: task
          when:    "input§.amuont > 1.0"
      ---
      the expression 'alice' is wrong at position 1: unknown variable 'alice'; known are input, steps, instance and vars; for the text itself write "'alice'"
      id: abc
      name: y
      steps:
        - {id: a, type: task,           assignee: §alice}
      ---
      the expression 'input.a > 1 ? 1 : 2' must yield true or false, but yields a number
      id: abc
      name: y
      steps:
        - {id: a, type: task,     when: §"input.a > 1 ? 1 : 2"}
      ---
      'when' must be a string, but is a boolean; write "true" in quotes
      id: abc
      name: y
      steps:
        - {id: a, type: task,         when: §true}
      ---
      the schema of the input is wrong: does not have a value in the enumeration ["array", "boolean", "integer", "null", "number", "object", "string"]
      id: abc
      name: y
      input: {type: §objekt}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the schema of the input is wrong: 'http://localhost/x' leads out of the document; only references that begin with # are followed
      id: abc
      name: y
      input: {$ref: §"http://localhost/x"}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the schema of the input is wrong: the regular expression is not one of RE2 (without look-around and back-references): error parsing regexp: invalid or unsupported Perl syntax: `(?=`
      id: abc
      name: y
      input: {properties: {a:        {pattern: §"(?=a)b"}}}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the field 'name' is there twice; it stands in line 2 already
      id: abc
      name: y
      §name: z
      ---
      tags such as 'tag:yaml.org,2002:java.lang.String' are not allowed
      id: abc
      name: §!!java.lang.String y
      ---
      the alias '*nobody' has no anchor before it
      id: abc
      name: §*nobody
      ---
      the document must be an object with fields, but is a list
      §- a
      """;

  private static final String STEPS =
      """
      '1x' is no valid name in 'variables': it must match ^[A-Za-z_][A-Za-z0-9_]{0,63}$
      id: abc
      name: y
      variables:
        §1x: "0"
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      'variables' must be an object with fields, but is a list
      id: abc
      name: y
      variables: §[a]
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      'n' must be a string, but is a number; write "0" in quotes
      id: abc
      name: y
      variables:
        n: §0
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      the expression 'vars.a' is wrong at position 1: 'vars' is not there yet when the variables get their first values
      id: abc
      name: y
      variables:
        a: "1"
        n:    §vars.a
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      'output' must be a JSON Schema, written as an object, but is a string
      id: abc
      name: y
      output: §text
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      the schema of the output is wrong: does not have a value in the enumeration ["array", "boolean", "integer", "null", "number", "object", "string"]
      id: abc
      name: y
      output: {type: §objekt}
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      the expression 'outptu' is wrong at position 1: unknown variable 'outptu'; known are input, steps, instance and vars; for the text itself write "'outptu'"
      id: abc
      name: y
      result: {a: §outptu}
      steps:
        - {id: t, type: task, assignee: "'x'"}
      ---
      'required' is another word for 'onFailure' (true: fail, false: continue); give only one of them
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r], onFailure: fail,    required: §true}
      ---
      the onFailure 'retry' is unknown; allowed are incident, fail, continue
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],  onFailure: §retry}
      ---
      '1n' is no valid name in 'set': it must match ^[A-Za-z_][A-Za-z0-9_]{0,63}$
      id: abc
      name: y
      steps:
        - id: t
          type: task
          roles: [r]
          set:
            §1n: "output"
      ---
      the expression 'vars.totl' is wrong at position 5: no 'variables' and no 'set' gives 'totl' a value; did you mean 'total'?
      id: abc
      name: y
      steps:
        - id: t
          type: task
          set: {total: "1"}
          assignee:  vars§.totl
      ---
      the expression 'output.a' is wrong at position 1: 'output' is there only in 'set' and 'result', for what the step has made
      id: abc
      name: y
      steps:
        - {id: t, type: task, assignee:      §output.a}
      ---
      the expression 'item.a' is wrong at position 1: 'item' is there only inside the steps and the result of a forEach
      id: abc
      name: y
      steps:
        - {id: t, type: task, assignee:      §item.a}
      ---
      the expression 'item' is wrong at position 1: 'item' is there only inside the steps and the result of a forEach
      id: abc
      name: y
      steps:
        - id: f
          type: forEach
          items:    §item
          steps: [{id: b, type: task, assignee: "'x'"}]
      ---
      the expression 'index > 1' is wrong at position 1: 'index' is there only inside the steps of a forEach or a loop
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],   when:   §index > 1}
      ---
      'PT' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds, such as P3D, PT72H or PT1.5S
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],     timeout:   §PT}
      ---
      '3 days' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds, such as P3D, PT72H or PT1.5S
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],     timeout:   §3 days}
      ---
      '-PT1H' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds, such as P3D, PT72H or PT1.5S
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],     timeout:   §-PT1H}
      ---
      'P1M' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds, such as P3D, PT72H or PT1.5S
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],     timeout:   §P1M}
      ---
      the duration 'PT0S' is nothing; it must be longer
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],   timeout: §PT0S}
      ---
      the duration 'P3651D' is too long; allowed are at most P3650D
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r],   timeout: §P3651D}
      ---
      'onTimeout' needs 'timeout', such as timeout: PT72H
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r], onTimeout:    §{goto: t}}
      ---
      the field 'goto' is missing; it names the step to go on with
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r], timeout: PT1H, onTimeout:    §{atMost: 2}}
      ---
      there is no step 'nowhere'
      id: abc
      name: y
      steps:
        - {id: t, type: task, roles: [r], timeout: PT1H, onTimeout:    {goto: §nowhere}}
      ---
      unknown field 'timeout' in a step of type decision; allowed are id, name, title, description, type, when, required, onFailure, set, cases, default
      id: abc
      name: y
      steps:
        - {id: d, type: decision, §timeout: PT1H, cases: [{when: input.x, end: completed}]}
      ---
      the step 'b' stands in the body of 'f' that 'd' is not in; a goto may lead within its own body or out of it, never into one
      id: abc
      name: y
      steps:
        - {id: f, type: forEach, items: input.x, steps: [{id: b, type: task, assignee: "'x'"}]}
        - {id: d, type: decision, cases: [{when: input.x,  goto:  §b}]}
      ---
      the step 'b' stands in the body of 'l' that 'd' is not in; a goto may lead within its own body or out of it, never into one
      id: abc
      name: y
      steps:
        - {id: l, type: loop, times: "3", steps: [{id: b, type: task, assignee: "'x'"}]}
        - {id: d, type: task, roles: [r], timeout: PT1H, onTimeout: {goto:  §b}}
      ---
      the field 'items' is missing; it is an expression that yields the list
      id: abc
      name: y
      steps:
        - §{id: f, type: forEach, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      the expression '1 + 1' must yield a list, but yields a number
      id: abc
      name: y
      steps:
        - {id: f, type: forEach, items: §1 + 1, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      'parallel' is 101; allowed are 1 to 100
      id: abc
      name: y
      steps:
        - {id: f, type: forEach, items: input.x,  parallel: §101, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      'atMost' is 1001; allowed are 1 to 1000
      id: abc
      name: y
      steps:
        - {id: f, type: forEach, items: input.x,  atMost: §1001, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      a loop needs exactly one of while, until and times, but has none
      id: abc
      name: y
      steps:
        - §{id: l, type: loop, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      a loop needs exactly one of while, until and times, but has while and times
      id: abc
      name: y
      steps:
        - §{id: l, type: loop, while: input.x, times: "3", steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      the expression '1.5' must yield an integer, but yields a number
      id: abc
      name: y
      steps:
        - {id: l, type: loop, times: §"1.5", steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      the atLimit 'stop' is unknown; allowed are fail, continue
      id: abc
      name: y
      steps:
        - {id: l, type: loop, times: "3",   atLimit: §stop, steps: [{id: b, type: task, assignee: "'x'"}]}
      ---
      'join' is 2; allowed are 1 to 1
      id: abc
      name: y
      steps:
        - {id: a, type: parallel,    join: §2, branches: [{steps: [{id: b, type: task, assignee: "'x'"}]}]}
      ---
      a step of type call needs exactly one of http and bean, but has none
      id: abc
      name: y
      steps:
        - §{id: c, type: call}
      ---
      a step of type call needs exactly one of http and bean, but has both
      id: abc
      name: y
      steps:
        - §{id: c, type: call, bean: b, http: {url: "'https://x'"}}
      ---
      the field 'url' is missing; it is an expression; for the text itself write "'https://…'"
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: §{method: GET}}
      ---
      the method 'get' is unknown; did you mean 'GET'?; allowed are GET, POST, PUT, PATCH, DELETE
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'", method: §get}}
      ---
      a GET has no 'body'; the 'method' may be POST
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'", method: GET, body: §{a: 1}}}
      ---
      'X Y' is no valid name in 'headers': it must match ^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'", headers: {§"X Y": input.a}}}
      ---
      the header 'Host' is set by the server itself
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'", headers: {Host: §input.a}}}
      ---
      the header 'accept' is the same as 'Accept'
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'", headers: {Accept: input.a, accept: §input.a}}}
      ---
      'input' is given to a 'bean'; for 'http' write a 'body' in it
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url: "'https://x'"}, input: §{a: 1}}
      ---
      the expression '1 + 1' must yield a string, but yields a number
      id: abc
      name: y
      steps:
        - {id: c, type: call, http: {url:  §1 + 1}}
      ---
      'attempts' is 0; allowed are 1 to 100
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: b, retry: {attempts: §0}}
      ---
      'maxBackoff' is PT1S, shorter than 'backoff', which is PT1M
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: b, retry: {backoff: PT1M, maxBackoff: §PT1S}}
      ---
      unknown field 'atempts' in 'retry'; did you mean 'attempts'?
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: b, retry: {§atempts: 3}}
      ---
      the field 'timeToLive' is missing; it says how long an answer is kept, such as PT1H
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: b, cache: §{key: input.a}}
      ---
      'no bean' is no valid id: it must match ^[A-Za-z_][A-Za-z0-9_.-]{0,199}$
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: §no bean}
      ---
      the expression 'inptu.a' is wrong at position 1: unknown variable 'inptu'; known are input, steps, instance and vars; did you mean 'input'?
      id: abc
      name: y
      steps:
        - {id: c, type: call, bean: b, input: {a: [1, {b: §inptu.a}]}}
      ---
      a step of type agent needs exactly one of agent and capability, but has none
      id: abc
      name: y
      steps:
        - §{id: c, type: agent, prompt: x}
      ---
      the field 'prompt' is missing; it tells the agent what to do
      id: abc
      name: y
      steps:
        - §{id: c, type: agent, agent: x}
      ---
      a step of type notify needs 'to', 'url' or both; they say who is told
      id: abc
      name: y
      steps:
        - §{id: c, type: notify, message: input.a}
      ---
      a step of type notify needs 'message', 'data' or both
      id: abc
      name: y
      steps:
        - §{id: c, type: notify, to: {roles: [r]}}
      ---
      'to' names nobody; give 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - {id: c, type: notify, message: input.a, to: §{roles: []}}
      ---
      'r' is in 'roles' twice
      id: abc
      name: y
      steps:
        - {id: c, type: notify, message: input.a, to: {roles: [r, §r]}}
      ---
      the field 'workflow' is missing; it must match ^[a-z0-9-]{3,64}$
      id: abc
      name: y
      steps:
        - §{id: c, type: subworkflow, input: {a: 1}}
      ---
      a step of type wait needs exactly one of duration, until and signal, but has none
      id: abc
      name: y
      steps:
        - §{id: c, type: wait}
      ---
      a step of type wait needs exactly one of duration, until and signal, but has duration and signal
      id: abc
      name: y
      steps:
        - §{id: c, type: wait, duration: PT1H, signal: s}
      ---
      'correlation' is for a wait for a 'signal', and there is none
      id: abc
      name: y
      steps:
        - {id: c, type: wait, duration: PT1H, correlation: §input.a}
      ---
      'timeout' is for a wait for a 'signal', and there is none
      id: abc
      name: y
      steps:
        - {id: c, type: wait, duration: PT1H, timeout: §PT2H}
      ---
      'a b' is no valid id: it must match ^[A-Za-z0-9._-]{1,64}$
      id: abc
      name: y
      steps:
        - {id: c, type: wait, signal: §a b}
      ---
      the duration 'PT0S' is nothing; it must be longer
      id: abc
      name: y
      steps:
        - {id: c, type: wait, duration: §"'PT0S'"}
      ---
      'tomorrow' is no time; write it as RFC 3339 has it, such as 2030-12-31T12:00:00Z
      id: abc
      name: y
      steps:
        - {id: c, type: wait, until: §"'tomorrow'"}
      ---
      the type 'task' is unknown; allowed are call, agent, notify, subworkflow
      id: abc
      name: y
      steps:
        - {id: c, type: task, roles: [r], compensate: {type: §task, roles: [r]}}
      ---
      unknown field 'when' in a compensation of type call; allowed are type, name, title, description, required, onFailure, set, timeout, http, bean, input, retry, cache, result, output
      id: abc
      name: y
      steps:
        - {id: c, type: task, roles: [r], compensate: {type: call, bean: b, §when: input.a}}
      ---
      unknown field 'compensate' in a step of type wait; allowed are id, name, title, description, type, when, required, onFailure, set, duration, until, signal, correlation, timeout, onTimeout
      id: abc
      name: y
      steps:
        - {id: c, type: wait, duration: PT1H, §compensate: {type: call, bean: b}}
      """;

  record Broken(String detail, String marked) {
    String text() {
      return marked.replace("§", "");
    }

    String expected() {
      String before = marked.substring(0, marked.indexOf('§'));
      int line = before.split("\n", -1).length;
      return line + ":" + (before.length() - before.lastIndexOf('\n')) + " " + detail;
    }

    @Override
    public String toString() {
      return detail;
    }
  }

  static List<Broken> documents() {
    return java.util.Arrays.stream((DOCUMENTS + "---\n" + STEPS).split("(?m)^---\n"))
        .map(one -> one.split("\n", 2))
        .map(one -> new Broken(one[0], one[1]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void says_what_is_wrong_and_where(Broken broken) {
    WorkflowCompiler.Check check = WorkflowCompiler.check(broken.text(), DocumentFormat.YAML);

    assertThat(check.valid()).isFalse();
    assertThat(check.findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
        .extracting(finding -> finding.line() + ":" + finding.column() + " " + finding.detail())
        .anySatisfy(found -> assertThat(found).isEqualTo(broken.expected()));
  }

  @Test
  void reports_all_errors_at_once_in_the_order_of_the_text() {
    String text =
        """
        id: X
        nmae: y
        steps:
          - {id: a, type: approval}
          - {id: b, type: taks}
          - {id: c, type: task, when: "inpt.a"}
        """;
    assertThatThrownBy(() -> WorkflowCompiler.compile(text, DocumentFormat.YAML))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(error -> error.line() + " " + error.pointer())
                    .containsExactly(
                        "1 ",
                        "1 /id",
                        "2 /nmae",
                        "4 /steps/0",
                        "5 /steps/1/type",
                        "6 /steps/2/when"));
  }

  @Test
  void points_into_json_too() {
    WorkflowCompiler.Check check =
        WorkflowCompiler.check(
            "{\"id\": \"abc\", \"name\": \"x\",\n \"steps\": [{\"id\": \"a\", \"type\": \"task\", \"when\": \"x > 1\"}]}",
            DocumentFormat.JSON);
    assertThat(check.findings()).hasSize(1);
    assertThat(check.findings().get(0).line()).isEqualTo(2);
    assertThat(check.findings().get(0).column()).isEqualTo(49);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\": 1,}",
        "{\"a\" 1}",
        "[1, 2",
        "{\"a\": 1} x",
        "{'a': 1}",
        "{\"a\": 01}",
        "{\"a\": NaN}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": \"\\ud800\"}",
        "{\"a\": \"\\u0000\"}",
        "// c\n{}"
      })
  void refuses_what_is_no_json(String text) {
    assertThat(WorkflowCompiler.check(text, DocumentFormat.JSON).valid()).isFalse();
    assertThat(WorkflowCompiler.check(text, DocumentFormat.JSON).findings()).hasSize(1);
  }

  /** jsonb could not keep them, or only as a megabyte of zeros. */
  @ParameterizedTest
  @ValueSource(
      strings = {"-1e999999999", "1e1001", "-1.5E-1001", "1e99999999999", "1e-99999999999"})
  void refuses_numbers_that_cannot_be_stored(String number) {
    String text =
        """
        {"id": "abc", "name": "x",
         "input": {"properties": {"a": {"minimum": %s}}},
         "steps": [{"id": "a", "type": "task", "assignee": "'x'"}]}"""
            .formatted(number);
    for (DocumentFormat format : DocumentFormat.values()) {
      WorkflowCompiler.Check check = WorkflowCompiler.check(text, format);
      assertThat(check.valid()).as(format + " " + check.findings()).isFalse();
      assertThat(check.findings())
          .extracting(Finding::line, Finding::column)
          .containsExactly(tuple(2, 44));
    }
  }

  @Test
  void takes_numbers_that_can_be_stored() {
    for (String number : List.of("1e1000", "-1E-1000")) {
      String text =
          "{id: abc, name: x, input: {properties: {a: {minimum: %s}}}, steps: [{id: a, type: task}]}"
              .formatted(number);
      assertThat(WorkflowCompiler.check(text, DocumentFormat.YAML).valid()).as(number).isTrue();
    }
  }

  @Test
  void stays_within_bounds_whatever_the_text() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n");
    }
    List<String> texts =
        List.of(
            laughs.toString(),
            "[".repeat(400_000),
            "- ".repeat(200_000),
            "{a: ".repeat(100_000),
            "a: &a [*a]",
            "a: " + "9".repeat(400_000),
            "? ".repeat(200_000),
            "'".repeat(400_001),
            "id: abc\nname: x\nsteps: [" + "{id: a, type: task},".repeat(20_000) + "]");
    for (String text : texts) {
      for (DocumentFormat format : DocumentFormat.values()) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> {
              WorkflowCompiler.Check check = WorkflowCompiler.check(text, format);
              assertThat(check.valid()).isFalse();
              assertThat(check.findings()).isNotEmpty();
            });
      }
    }
    assertThatThrownBy(() -> WorkflowCompiler.check("x".repeat(600_000), DocumentFormat.YAML))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("too large");
  }
}
