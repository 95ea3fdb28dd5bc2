package dev.assent.platform.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The answer to a call that succeeded.
 *
 * @param headers by their names in lower case; at most 50, without cookies
 * @param body the JSON that it is, else its text
 * @param readable false when it says that it is JSON, and is not
 */
public record OutgoingAnswer(
    int status, Map<String, String> headers, JsonNode body, boolean readable) {}
