package dev.assent.approval;

import java.util.UUID;

/** A command on one workflow instance: has its open requests loaded. */
public interface InstanceCommand {
  String tenant();

  UUID instanceId();
}
