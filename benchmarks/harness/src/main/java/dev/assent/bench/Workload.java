package dev.assent.bench;

/** What is done to a system. */
public enum Workload {
  W1("one approval: start with 3 variables, decide", 1),
  W1_FIND("one approval, looked up between start and decision", 1),
  W2("five approvals in sequence", 1),
  W3("four approvals in parallel, joined", 1),
  W4("routing by amount to one of three approvals", 1),
  W5("five automatic steps", 1),
  W6("the first 20 of \"my pending\" of %,d open, %,d approvers", 1),
  W7("instances started in bulk, 1,000 at a time", 1_000),
  /** The sizes below are those of the requirement; see the report's section on it. */
  REQUEST("an approval is requested", 1),
  REQUEST_ROUTED("an approval is requested, its route chosen by a policy", 1),
  REQUEST_BULK("50 approvals are requested at once", 1),
  DECISION("a request is decided", 1),
  DECISION_CONDITIONAL("a request is approved with a condition", 1),
  VOTE("a vote in a simple ballot of ten", 10),
  VOTE_WEIGHTED("a vote in a weighted ballot of ten", 10),
  VOTE_CRITERIA("a vote in a ballot of ten over three criteria", 10),
  STEP("a task of a running instance is completed", 20),
  LIST("the first 20 workflows", 1),
  GET("a workflow is read", 1),
  NEXT("an agent asks for its next step", 1),
  VALIDATE("an agent has its output checked", 1),
  RECOVERY("a running instance is read", 1),
  /** The limit: the least SQL that an approval could do with. */
  L1("insert; insert and update: two transactions", 1),
  L10("the same, ten approvals in each transaction", 10),
  LROW("single rows inserted", 1);

  /** Names of people and roles, the same in every system. */
  public static final String REQUESTER = "requester";

  public static final String APPROVER = "approver";

  /** Of {@link #W6}. */
  public static final int OPEN = Integer.getInteger("bench.open", 100_000);

  public static final int APPROVERS = Integer.getInteger("bench.approvers", 1_000);
  public static final int PAGE = 20;

  private final String title;
  private final int units;

  Workload(String title, int units) {
    this.title = title;
    this.units = units;
  }

  public String title() {
    return title.formatted(OPEN, APPROVERS);
  }

  /** Whether it is there to be held against the requirement's tables, and not beside others. */
  public boolean isOfRequirement() {
    return compareTo(REQUEST) >= 0 && compareTo(RECOVERY) <= 0;
  }

  /** How many of what is counted one {@link Work#once} does. */
  public int units() {
    return units;
  }

  /** As it is written in settings and reports: {@code W1-FIND}. */
  public String word() {
    return name().replace('_', '-');
  }

  public static Workload of(String word) {
    return valueOf(word.strip().toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
  }

  /** The approver that the {@code i}-th open approval waits for. */
  public static String approver(int i) {
    return "approver-%04d".formatted(i % APPROVERS);
  }

  /** An amount for {@link #W4}: each of three ways is taken as often as the others. */
  public static double amount(int i) {
    return new double[] {50, 500, 5_000}[Math.floorMod(i, 3)];
  }
}
