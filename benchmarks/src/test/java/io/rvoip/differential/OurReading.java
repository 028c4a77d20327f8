package io.rvoip.differential;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What our parser makes of a message. */
final class OurReading {
    private static final SipParser PARSER = new SipParser();

    private OurReading() {}

    static Reading of(byte[] bytes) {
        ParseResult result = PARSER.parse(bytes.clone());
        if (result instanceof ParseResult.Refused refused) {
            return Reading.refusal(refused.problem().header() + ": " + refused.problem().reason());
        }
        return result instanceof ParseResult.Parsed parsed ? read(parsed.message()) : Reading.refusal("keep-alive");
    }

    private static Reading read(SipMessage message) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("start", message instanceof SipRequest request ? request.method() + " " + uri(request.requestUri())
            : String.valueOf(((SipResponse) message).status()));
        put(fields, message, HeaderKind.VIA, OurReading::via);
        fields.put("from", address(message.from()));
        fields.put("to", address(message.to()));
        fields.put("call-id", message.callId());
        fields.put("cseq", message.cseq().toString());
        put(fields, message, HeaderKind.CONTACT, OurReading::contact);
        put(fields, message, HeaderKind.ROUTE, route -> uri(route.uri()));
        put(fields, message, HeaderKind.RECORD_ROUTE, route -> uri(route.uri()));
        put(fields, message, HeaderKind.EXPIRES, String::valueOf);
        put(fields, message, HeaderKind.MAX_FORWARDS, String::valueOf);
        fields.put("body", String.valueOf(message.bodyLength()));
        return new Reading("", fields);
    }

    private static <T> void put(TreeMap<String, String> fields, SipMessage message, HeaderKind<T> kind, Function<T, String> text) {
        fields.put(kind.toString().toLowerCase(Locale.ROOT), message.problemIn(kind).isPresent() ? Reading.MALFORMED
            : message.headers(kind).stream().map(text).collect(Collectors.joining(", ")));
    }

    private static String via(Via via) {
        return via.transport().toUpperCase(Locale.ROOT) + " " + Reading.host(via.host()) + ":" + via.port() + " "
            + via.branch().orElse("");
    }

    private static String address(NameAddr address) {
        return uri(address.uri()) + ";" + address.tag().orElse("");
    }

    private static String contact(Contact contact) {
        return contact.isStar() ? "*" : uri(contact.uri());
    }

    private static String uri(Uri uri) {
        return uri instanceof SipUri sip
            ? sip.scheme() + ":" + sip.rawUser().orElse("") + "@" + Reading.host(sip.host()) + ":" + sip.port()
            : uri.toString().substring(0, uri.toString().indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
