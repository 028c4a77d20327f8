/** One class for each group of operations of the contract. */
@NullMarked
package io.rvoip.api.internal.rest;

import org.jspecify.annotations.NullMarked;
