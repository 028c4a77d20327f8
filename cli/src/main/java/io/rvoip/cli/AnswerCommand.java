package io.rvoip.cli;

import io.rvoip.simple.Call;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.simple.SimpleVoipException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Waits for one call and answers it. */
@Command(name = "answer", mixinStandardHelpOptions = true,
    description = "Waits for one call and answers it; prints READY when it can be called, and at the end one JSON object.")
final class AnswerCommand implements Callable<Integer> {
    @Mixin
    private PhoneOptions phone;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CompletableFuture<Call> incoming = new CompletableFuture<>();
        ClientListener first = new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall event) {
                incoming.complete(event.call());
            }
        };
        try (SimpleVoipClient client = phone.registering(phone.client()).withListener(first).withMaxCalls(1).connect().join()) {
            client.stack().transport().listenPoints().forEach(point ->
                spec.commandLine().getErr().println("listening on " + point));
            Conversation conversation = new Conversation(client, phone, spec, () -> incoming.cancel(false));
            out.println("READY");
            out.flush();
            Call call = incoming.join();
            return conversation.follow(call, call::answer);
        } catch (CancellationException stopped) {
            out.println(CallResult.json("stopped before anybody called", phone.transportName()));
            return Exit.CALL_FAILED;
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof SimpleVoipException why) {
                out.println(CallResult.json(String.valueOf(why.getMessage()), phone.transportName()));
                return Exit.CALL_FAILED;
            }
            throw failure;
        }
    }
}
