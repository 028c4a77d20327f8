package io.rvoip.differential;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sip.address.URI;

/** What JAIN-SIP makes of a message: its parser, and the check for the mandatory fields that its stack does next. */
final class TheirReading {
    private static final Set<String> MANDATORY = Set.of("RequestLine", "StatusLine", "From", "To", "Via", "CSeq", "CallID",
        "MaxForwards", "ContentLength");

    private TheirReading() {}

    static Reading of(byte[] bytes) {
        Set<String> malformed = new TreeSet<>();
        try {
            SIPMessage message = new StringMsgParser().parseSIPMessage(bytes.clone(), true, false,
                (problem, sofar, header, text, all) -> malformed.add(header.getSimpleName()));
            if (message == null) {
                return Reading.refusal("message");
            }
            for (String name : malformed) {
                if (MANDATORY.contains(name)) {
                    return Reading.refusal(name);
                }
            }
            if (message instanceof SIPRequest request) {
                request.checkHeaders();
            } else {
                ((SIPResponse) message).checkHeaders();
            }
            return read(message, malformed);
        } catch (ParseException refused) {
            return Reading.refusal(refused.getMessage().strip());
        } catch (RuntimeException failure) {
            return Reading.refusal(failure.getClass().getSimpleName());
        }
    }

    private static Reading read(SIPMessage message, Set<String> malformed) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("start", message instanceof SIPRequest request
            ? request.getMethod() + " " + uri(request.getRequestURI()) : String.valueOf(((SIPResponse) message).getStatusCode()));
        fields.put("via", list(message.getViaHeaders(), TheirReading::via));
        fields.put("from", address((AddressParametersHeader) message.getFrom()) + ";" + text(message.getFromTag()));
        fields.put("to", address((AddressParametersHeader) message.getTo()) + ";" + text(message.getToTag()));
        fields.put("call-id", message.getCallId().getCallId());
        fields.put("cseq", message.getCSeq().getSeqNumber() + " " + message.getCSeq().getMethod());
        fields.put("contact", list(message.getContactHeaders(), TheirReading::contact));
        fields.put("route", list(message.getRouteHeaders(), TheirReading::address));
        fields.put("record-route", list(message.getRecordRouteHeaders(), TheirReading::address));
        fields.put("expires", message.getExpires() == null ? "" : String.valueOf(message.getExpires().getExpires()));
        fields.put("max-forwards", message.getMaxForwards() == null ? "" : String.valueOf(message.getMaxForwards().getMaxForwards()));
        fields.put("body", String.valueOf(message.getRawContent() == null ? 0 : message.getRawContent().length));
        malformed.forEach(name -> fields.computeIfPresent("RecordRoute".equals(name) ? "record-route"
            : name.replace("List", "").toLowerCase(Locale.ROOT), (field, value) -> Reading.MALFORMED));
        return new Reading("", fields);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static <T extends gov.nist.javax.sip.header.SIPHeader> String list(SIPHeaderList<T> all, Function<T, String> text) {
        return all == null ? "" : all.getHeaderList().stream().map(text).collect(Collectors.joining(", "));
    }

    private static String via(Via via) {
        return via.getTransport().toUpperCase(Locale.ROOT) + " " + Reading.host(via.getHost()) + ":" + via.getPort() + " "
            + text(via.getBranch());
    }

    private static String contact(Contact contact) {
        return contact.isWildCard() ? "*" : address(contact);
    }

    private static String address(AddressParametersHeader header) {
        return uri(((AddressImpl) header.getAddress()).getURI());
    }

    private static String uri(URI uri) {
        return uri instanceof SipUri sip
            ? sip.getScheme().toLowerCase(Locale.ROOT) + ":" + text(sip.getUser()) + "@" + Reading.host(sip.getHost()) + ":" + sip.getPort()
            : uri.getScheme().toLowerCase(Locale.ROOT);
    }
}
