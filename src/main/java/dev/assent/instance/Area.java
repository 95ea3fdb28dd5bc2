package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A scope in the making: the outermost one, or a turn of a {@code forEach}. */
final class Area {
  final int id;
  final int parent;

  /** The node of the {@code forEach}; -1 for the outermost. */
  final int owner;

  final int index;
  final JsonNode item;
  final Map<String, StepRecord> steps;
  final Map<Integer, Integer> joins;
  final Map<Integer, Integer> jumps;
  final Map<Integer, Scope.Each> each;
  @Nullable String last;

  private Area(
      int id,
      int parent,
      int owner,
      int index,
      JsonNode item,
      Map<String, StepRecord> steps,
      Map<Integer, Integer> joins,
      Map<Integer, Integer> jumps,
      Map<Integer, Scope.Each> each) {
    this.id = id;
    this.parent = parent;
    this.owner = owner;
    this.index = index;
    this.item = item;
    this.steps = new TreeMap<>(steps);
    this.joins = new HashMap<>(joins);
    this.jumps = new HashMap<>(jumps);
    this.each = new HashMap<>(each);
  }

  static Area outermost(Execution execution) {
    return new Area(
        0,
        -1,
        -1,
        -1,
        NullNode.instance,
        execution.steps(),
        execution.joins(),
        execution.jumps(),
        execution.each());
  }

  static Area of(Scope scope) {
    Area area =
        new Area(
            scope.id(),
            scope.parent(),
            scope.owner(),
            scope.index(),
            scope.item(),
            scope.steps(),
            scope.joins(),
            scope.jumps(),
            scope.each());
    area.last = scope.last();
    return area;
  }

  static Area turn(int id, Area parent, int owner, int index, JsonNode item) {
    return new Area(id, parent.id, owner, index, item, Map.of(), Map.of(), Map.of(), Map.of());
  }

  Scope scope() {
    return new Scope(
        id,
        parent,
        owner,
        index,
        item,
        last,
        Collections.unmodifiableMap(steps),
        Map.copyOf(joins),
        Map.copyOf(jumps),
        Map.copyOf(each));
  }

  StepRecord record(String step) {
    return steps.getOrDefault(step, StepRecord.UNREACHED);
  }
}
