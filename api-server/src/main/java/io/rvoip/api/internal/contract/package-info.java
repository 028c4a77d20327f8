/** The OpenAPI document, and which request it gives to whom. */
@NullMarked
package io.rvoip.api.internal.contract;

import org.jspecify.annotations.NullMarked;
