/** Callers, tenants, roles and permissions: who sent a request, and what they may do. */
@NullMarked
@Feature(mayUse = {})
package dev.assent.identity;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
