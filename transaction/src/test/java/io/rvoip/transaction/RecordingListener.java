package io.rvoip.transaction;

import io.rvoip.sip.SipResponse;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a client transaction tells. */
final class RecordingListener implements ClientListener {
    final List<String> log = new ArrayList<>();

    @Override
    public void provisional(SipResponse response) {
        log.add("" + response.status());
    }

    @Override
    public void finalResponse(SipResponse response) {
        log.add("final " + response.status() + response.to().tag().map(tag -> " " + tag).orElse(""));
    }

    @Override
    public void timeout() {
        log.add("timeout");
    }

    @Override
    public void transportError(String reason) {
        log.add("error " + reason);
    }

    @Override
    public void terminated() {
        log.add("terminated");
    }
}
