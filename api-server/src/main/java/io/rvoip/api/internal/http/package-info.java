/** What happens to a request before and after its handler: bounds, paths, origins, keys, problems, answers. */
@NullMarked
package io.rvoip.api.internal.http;

import org.jspecify.annotations.NullMarked;
