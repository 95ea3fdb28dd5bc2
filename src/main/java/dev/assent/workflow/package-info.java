/** Workflow documents and what is compiled from them. */
@NullMarked
@Feature(mayUse = {"journal", "identity"})
package dev.assent.workflow;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
