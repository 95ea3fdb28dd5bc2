package dev.assent.replay;

/**
 * An event of the log that was not possible.
 *
 * @param status of the answer; 200 when the server took it and the document led back to where the
 *     claim was
 * @param detail of the server's problem, without ids and times
 */
record Refusal(Event event, int status, String detail) {

  static Refusal of(Event event, int status, String detail) {
    return new Refusal(
        event,
        status,
        detail
            .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…"));
  }
}
