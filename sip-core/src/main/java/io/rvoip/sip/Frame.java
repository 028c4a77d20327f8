package io.rvoip.sip;

import io.rvoip.sip.internal.Head;

/** A message put together: its array with the bounds of the header lines and of the body. */
record Frame(Head head, int bodyFrom, int bodyTo) {}
