package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transition in the making: the working copy of an execution and what happens to it. */
final class Run {
  private static final String VARIABLES = "the variables";

  private final WorkflowGraph graph;
  private final Surroundings surroundings;
  private final TreeMap<Integer, Area> areas = new TreeMap<>();
  private final List<Token> tokens;
  private final List<Position> parked;
  private final List<Execution.Signal> signals;
  private final List<Execution.Undo> undo;
  private final Map<String, JsonNode> vars;
  private final List<Effect> effects = new ArrayList<>();
  private final List<JournalEvent> events = new ArrayList<>();
  private final Variables variables;
  private final Extents extents;
  private final Departure departure;
  private final Effort effort = new Effort(Engine.MAX_EFFORT);
  private @Nullable Map<String, Integer> bytesOfVars;
  private int scopeCount;
  private boolean held;
  private InstanceState status;
  private Execution.@Nullable Failure failure;
  private @Nullable InstanceState ending;
  private @Nullable JsonNode output;

  Run(WorkflowGraph graph, Execution before, Surroundings surroundings) {
    this.graph = graph;
    this.surroundings = surroundings;
    this.tokens = new ArrayList<>(before.tokens());
    this.parked = new ArrayList<>(before.parked());
    this.signals = new ArrayList<>(before.signals());
    this.undo = new ArrayList<>(before.undo());
    this.vars = new TreeMap<>(before.vars());
    this.areas.put(0, Area.outermost(before));
    before.scopes().forEach(scope -> areas.put(scope.id(), Area.of(scope)));
    this.scopeCount = before.scopeCount();
    this.held = before.held();
    this.status = held ? InstanceState.SUSPENDED : InstanceState.RUNNING;
    this.failure = before.failure();
    this.ending = before.ending();
    this.output = before.output();
    this.variables = new Variables(graph, surroundings, areas, vars, effort);
    this.extents = new Extents(graph, areas);
    this.departure = new Departure(this, areas, parked);
  }

  WorkflowGraph graph() {
    return graph;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Variables variables() {
    return variables;
  }

  Extents extents() {
    return extents;
  }

  Departure departure() {
    return departure;
  }

  boolean isOpen() {
    return status.isOpen();
  }

  boolean isHeld() {
    return held;
  }

  InstanceState status() {
    return status;
  }

  Area outermost() {
    return area(0);
  }

  Area area(int id) {
    Area area = areas.get(id);
    if (area == null) {
      throw new IllegalStateException("there is no scope " + id);
    }
    return area;
  }

  Area newTurn(Area parent, int owner, int index, JsonNode item) {
    Area area = Area.turn(++scopeCount, parent, owner, index, item);
    areas.put(area.id, area);
    return area;
  }

  void endTurn(Area area) {
    areas.remove(area.id);
  }

  List<Token> tokens() {
    return tokens;
  }

  List<Execution.Signal> signals() {
    return signals;
  }

  List<Execution.Undo> undo() {
    return undo;
  }

  /**
   * Gives variables new values, all or none.
   *
   * @throws ExpressionException when they would become too large
   */
  void set(List<EngineCommand.Assigned> values) {
    Map<String, Integer> bytes = new HashMap<>(bytesOfVars());
    Map<String, JsonNode> made = new TreeMap<>();
    for (EngineCommand.Assigned given : values) {
      JsonNode value = kept(VARIABLES, given.value(), Bounds.MAX_VARIABLES_BYTES);
      made.put(given.name(), value);
      bytes.put(given.name(), Bounds.bytes(given.name(), value));
    }
    Bounds.checkBytes(
        VARIABLES,
        1 + bytes.values().stream().mapToInt(Integer::intValue).sum(),
        Bounds.MAX_VARIABLES_BYTES);
    vars.putAll(made);
    bytesOfVars = bytes;
  }

  /** What each variable takes; counted once, however many steps set some of them. */
  private Map<String, Integer> bytesOfVars() {
    Map<String, Integer> bytes = bytesOfVars;
    if (bytes == null) {
      bytes = new HashMap<>();
      for (Map.Entry<String, JsonNode> variable : vars.entrySet()) {
        bytes.put(variable.getKey(), Bounds.bytes(variable.getKey(), variable.getValue()));
      }
    }
    return bytes;
  }

  /** As {@link Bounds#kept}, counted on this transition. */
  JsonNode kept(String what, JsonNode value, int most) {
    return Bounds.kept(what, value, most, effort);
  }

  /**
   * Counts on this transition what has to be done outside.
   *
   * @throws ExpressionException when it is more than one may ask for
   */
  void spend(long units) {
    effort.spend(units);
  }

  /** Whether this transition has computed all that it may. */
  boolean isSpent() {
    return effort.isSpent();
  }

  UUID newId() {
    return surroundings.ids().get();
  }

  /** Takes the token {@code id} away from where it waits. */
  Token take(UUID id) {
    for (Iterator<Token> it = tokens.iterator(); it.hasNext(); ) {
      Token token = it.next();
      if (token.id().equals(id)) {
        it.remove();
        return token;
      }
    }
    throw new IllegalStateException("no token " + id + " waits in this execution");
  }

  Node.StepNode stepOf(Token token) {
    return (Node.StepNode) graph.node(token.node());
  }

  /** Has a token wait at {@code node}. */
  void await(
      Area area,
      Node.StepNode node,
      StepType type,
      UUID id,
      @Nullable String assignee,
      @Nullable String correlation,
      int jobs) {
    int all = jobs;
    if (node.frame().timeout() != null) {
      effects.add(new Effect.StartTimer(id, node.step(), node.frame().timeout().after(), null));
      all++;
    }
    tokens.add(
        new Token(
            id,
            node.index(),
            node.step(),
            type,
            surroundings.now(),
            assignee,
            area.id,
            all,
            correlation,
            null,
            false));
  }

  /** Has a token wait at an approval whose approvers have to be found first. */
  void awaitRoute(Area area, Node.Approval node, UUID id) {
    await(area, node, StepType.APPROVAL, id, null, null, 0);
    tokens.add(tokens.remove(tokens.size() - 1).routed());
  }

  void add(Token token) {
    tokens.add(token);
  }

  void park(Position position) {
    parked.add(position);
  }

  List<Position> unpark() {
    List<Position> positions = List.copyOf(parked);
    parked.clear();
    return positions;
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void event(String event, @Nullable String step, @Nullable JsonNode data) {
    events.add(new JournalEvent(event, step, null, null, data));
  }

  StepRecord record(Area area, String step) {
    return area.record(step);
  }

  /** What is known of a step within {@code area} or around it. */
  StepRecord visible(Area area, String step) {
    return variables.visible(area, step);
  }

  void put(Area area, String step, StepRecord record) {
    area.steps.put(step, record);
  }

  /** Activates a step, unless it is tried again and active already. */
  void activate(Area area, String step, @Nullable ObjectNode data) {
    if (area.record(step).status() != StepState.ACTIVE) {
      change(area, step, StepState.ACTIVE, "STEP_ACTIVATED", data);
    }
  }

  void change(
      Area area, String step, StepState next, String event, @Nullable ObjectNode particulars) {
    StepRecord before = area.record(step);
    area.steps.put(step, before.to(step, next));
    ObjectNode data = particulars;
    if (area.owner >= 0) {
      data = data == null ? Json.mapper().createObjectNode() : data;
      data.put("index", area.index);
    }
    events.add(new JournalEvent(event, step, before.status().name(), next.name(), data));
  }

  /** Whether anything waits or is parked within the branches or the body of {@code container}. */
  boolean isOpenInside(Area area, Node.StepNode container) {
    return parked.stream().anyMatch(position -> extents.isInside(area, container, position))
        || tokens.stream()
            .anyMatch(t -> extents.isInside(area, container, new Position(t.scope(), t.node())));
  }

  /** The step of {@code region} that is active in {@code area} and has branches or a body. */
  Node.@Nullable StepNode openContainer(Area area, int region) {
    for (Node node : graph.nodes()) {
      if (node.region() == region
          && (node instanceof Node.Fork
              || node instanceof Node.Loop
              || node instanceof Node.ForEach)
          && node instanceof Node.StepNode container
          && area.record(container.step()).status() == StepState.ACTIVE) {
        return container;
      }
    }
    return null;
  }

  /** Counts a jump; false, without counting, when its bound is used up. */
  boolean mayJump(Area area, int jump, int atMost) {
    if (jump < 0) {
      return true;
    }
    int taken = area.jumps.getOrDefault(jump, 0);
    if (taken >= atMost) {
      return false;
    }
    area.jumps.put(jump, taken + 1);
    return true;
  }

  void hold() {
    held = true;
    effects.add(new Effect.HoldJobs());
    moved(InstanceState.SUSPENDED, null);
  }

  void letGo() {
    held = false;
    effects.add(new Effect.ReleaseJobs());
    moved(InstanceState.RUNNING, null);
  }

  /** Takes up an instance that has ended. */
  void reopen(InstanceState from) {
    status = from;
    failure = null;
    ending = null;
    output = null;
    moved(InstanceState.RUNNING, null);
  }

  void failure(Execution.Failure why) {
    failure = why;
  }

  @Nullable InstanceState ending() {
    return ending;
  }

  void ending(InstanceState outcome) {
    ending = outcome;
  }

  void output(@Nullable JsonNode made) {
    output = made;
  }

  /** Ends the instance for good. */
  void ended(InstanceState outcome) {
    held = false;
    ending = null;
    undo.clear();
    signals.clear();
    moved(outcome, failure == null ? null : Json.mapper().valueToTree(failure));
  }

  private void moved(InstanceState next, @Nullable JsonNode data) {
    String event =
        next == InstanceState.RUNNING && status == InstanceState.SUSPENDED
            ? "INSTANCE_RESUMED"
            : next == InstanceState.RUNNING ? "INSTANCE_REOPENED" : "INSTANCE_" + next;
    events.add(new JournalEvent(event, null, status.name(), next.name(), data));
    status = next;
  }

  void started() {
    events.add(
        new JournalEvent("INSTANCE_STARTED", null, null, InstanceState.RUNNING.name(), null));
  }

  Transition transition() {
    Area outermost = outermost();
    List<Scope> scopes = new ArrayList<>();
    areas.tailMap(0, false).values().forEach(area -> scopes.add(area.scope()));
    Execution after =
        new Execution(
            List.copyOf(tokens),
            Collections.unmodifiableMap(outermost.steps),
            Map.copyOf(outermost.joins),
            Map.copyOf(outermost.jumps),
            failure,
            Collections.unmodifiableMap(vars),
            Map.copyOf(outermost.each),
            List.copyOf(scopes),
            scopeCount,
            held,
            List.copyOf(parked),
            List.copyOf(signals),
            List.copyOf(undo),
            ending,
            output);
    return new Transition(status, after, List.copyOf(effects), List.copyOf(events), effort.spent());
  }
}
