package dev.assent.platform.commands;

import java.util.UUID;

/**
 * A command on one workflow instance: follows the others on it, on whichever node, and has what
 * belongs to it loaded.
 */
public interface InstanceCommand {
  String tenant();

  UUID instanceId();
}
