package dev.assent.workflow;

/** How a workflow document is written. */
public enum DocumentFormat {
  YAML("application/yaml"),
  JSON("application/json");

  private final String mediaType;

  DocumentFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }
}
