package io.rvoip.session.offer;

import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.mikey.Octets;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What one media line says about key management, or the description for all of them (RFC 4567 section 3.1).
 *
 * @param message of MIKEY, the first one
 * @param protocols all that are offered, in their order, between semicolons
 * @param firstSession identifier of the crypto session of the offerer's stream
 * @param why why it cannot be used, in words for a Warning; empty: it can
 */
record KeyManagement(Octets message, String protocols, int firstSession, String why) {
    static final String NAME = MikeyTerms.ATTRIBUTE;

    private static final int MOST_LINES = 8;
    private static final int LONGEST = 24 * 1024;
    private static final int MOST_PLACES = 127;

    static Attribute write(Octets message) {
        return Attribute.of(NAME, MikeyTerms.PROTOCOL + " " + Base64.getEncoder().encodeToString(message.toArray()));
    }

    /** A line's own attributes override those of the description (section 3.1), whose map counts all lines (section 7.1). */
    static KeyManagement of(SessionDescription description, Media line) {
        boolean own = line.hasAttribute(NAME);
        List<String> values = own ? line.attributes().all(NAME) : description.attributes().all(NAME);
        int place = own ? 0 : place(description, line);
        if (values.isEmpty()) {
            return unusable("no a=key-mgmt");
        }
        if (values.size() > MOST_LINES || place > MOST_PLACES - 1) {
            return unusable("too many lines with a=key-mgmt");
        }
        List<String> protocols = new ArrayList<>();
        String data = null;
        for (String value : values) {
            String[] parts = value.strip().split(" ", 2);
            if (parts.length != 2 || !parts[0].matches("[A-Za-z0-9]{1,32}")) {
                return unusable("a=key-mgmt is not a protocol and its data");
            }
            protocols.add(parts[0]);
            data = data == null && parts[0].equals(MikeyTerms.PROTOCOL) ? parts[1] : data;
        }
        if (data == null) {
            return unusable("no a=key-mgmt:mikey");
        }
        return decoded(data, String.join(";", protocols), 2 * place + 1);
    }

    private static KeyManagement decoded(String data, String protocols, int firstSession) {
        if (data.length() > LONGEST) {
            return unusable("a=key-mgmt:mikey of " + data.length() + " characters");
        }
        try {
            return new KeyManagement(Octets.of(Base64.getDecoder().decode(data)), protocols, firstSession, "");
        } catch (IllegalArgumentException noBase64) {
            return unusable("a=key-mgmt:mikey is not in base64");
        }
    }

    private static int place(SessionDescription description, Media line) {
        int place = 0;
        while (description.media().get(place) != line) {
            place++;
        }
        return place;
    }

    private static KeyManagement unusable(String why) {
        return new KeyManagement(Octets.NONE, "", 1, why);
    }
}
