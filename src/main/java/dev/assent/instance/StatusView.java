package dev.assent.instance;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an instance stands, for those who ask about many. */
public record StatusView(
    UUID id,
    InstanceState status,
    Instant updatedAt,
    @Nullable Instant endedAt,
    int openIncidents,
    List<InstanceView.ActiveStep> activeSteps) {}
