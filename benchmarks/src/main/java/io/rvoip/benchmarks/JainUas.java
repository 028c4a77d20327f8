package io.rvoip.benchmarks;

import java.util.List;
import java.util.Properties;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.SipStack;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.header.ContactHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** The peer of the SIP benchmark: a stateful JAIN-SIP server that answers INVITE with 180 and 200, and BYE with 200. */
public final class JainUas implements SipListener {
    private final SipProvider provider;
    private final MessageFactory messages;
    private final ContactHeader contact;
    private long tags;

    private JainUas(int port) throws Exception {
        SipFactory factory = SipFactory.getInstance();
        factory.setPathName("gov.nist");
        Properties settings = new Properties();
        settings.setProperty("javax.sip.STACK_NAME", "bench");
        settings.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
        settings.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
        settings.setProperty("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", "1048576");
        SipStack stack = factory.createSipStack(settings);
        ListeningPoint point = stack.createListeningPoint("127.0.0.1", port, "udp");
        provider = stack.createSipProvider(point);
        provider.addSipListener(this);
        messages = factory.createMessageFactory();
        contact = factory.createHeaderFactory().createContactHeader(
            factory.createAddressFactory().createAddress("sip:bench@127.0.0.1:" + port));
    }

    /** Args: the port. Prints READY. */
    public static void main(String[] args) throws Exception {
        org.apache.log4j.Logger.getRootLogger().setLevel(org.apache.log4j.Level.OFF);
        new JainUas(Integer.parseInt(args[0]));
        System.out.println("READY");
        HeapProbe.answer();
    }

    @Override
    public void processRequest(RequestEvent event) {
        try {
            Request request = event.getRequest();
            switch (request.getMethod()) {
                case Request.INVITE -> answer(request);
                case Request.BYE -> event.getServerTransaction().sendResponse(messages.createResponse(200, request));
                default -> { }
            }
        } catch (Exception e) {
            System.err.println(e);
        }
    }

    private void answer(Request invite) throws Exception {
        ServerTransaction transaction = provider.getNewServerTransaction(invite);
        String tag = Long.toString(++tags);
        for (int status : List.of(180, 200)) {
            Response response = messages.createResponse(status, invite);
            ((ToHeader) response.getHeader(ToHeader.NAME)).setTag(tag);
            response.addHeader((ContactHeader) contact.clone());
            transaction.sendResponse(response);
        }
    }

    @Override
    public void processResponse(ResponseEvent event) { /* a server gets none */ }

    @Override
    public void processTimeout(TimeoutEvent event) { /* sipp counts what is lost */ }

    @Override
    public void processIOException(IOExceptionEvent event) { /* sipp counts what is lost */ }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) { /* nothing is kept */ }

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) { /* nothing is kept */ }
}
