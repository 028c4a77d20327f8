package io.rvoip.engine.registrar;

import java.util.List;

/** What a REGISTER wants for the bindings of its address of record. */
sealed interface RegisterWish {
    /** Only to see them: no Contact. */
    record Fetch() implements RegisterWish {}

    /** To remove all: {@code Contact: *}. */
    record RemoveAll() implements RegisterWish {}

    /** To add, refresh and remove these. */
    record Change(List<ContactWish> contacts) implements RegisterWish {
        public Change {
            contacts = List.copyOf(contacts);
        }

        boolean hasFlow() {
            return contacts.stream().anyMatch(wish -> !wish.removes() && wish.device().isFlow());
        }
    }

    /** It cannot be had. */
    record Invalid(int status, String why) implements RegisterWish {}
}
