package io.rvoip.engine.registrar;

/** What happened to a binding. */
public sealed interface LocationEvent {
    /** The binding after the event, or as it was at its end. */
    Binding binding();

    /** A new contact. */
    record Registered(Binding binding) implements LocationEvent {}

    /** A contact that was there; its flow may be another now. */
    record Refreshed(Binding binding) implements LocationEvent {}

    /** Its keep-alive went unanswered: it is likely that calls do not arrive. */
    record Unreachable(Binding binding) implements LocationEvent {}

    /** Its keep-alive is answered again. */
    record Reachable(Binding binding) implements LocationEvent {}

    /** Removed before its time. */
    record Unregistered(Binding binding, Removal why) implements LocationEvent {}

    /** Its time was over. */
    record Expired(Binding binding) implements LocationEvent {}

    /** Why a binding was removed. */
    enum Removal {
        /** The phone said so. */
        BY_USER,
        /** An operator said so. */
        BY_OPERATOR,
        /** Its keep-alive went unanswered. */
        UNREACHABLE,
        /** The connection it was reached over is gone. */
        FLOW_CLOSED,
        /** It made room for another phone of the user, and was unreachable. */
        REPLACED
    }

    /** Whether the binding is gone. */
    default boolean isEnd() {
        return this instanceof Unregistered || this instanceof Expired;
    }
}
