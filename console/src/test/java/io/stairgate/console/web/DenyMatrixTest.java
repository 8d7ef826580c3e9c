package io.stairgate.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.javalin.http.HandlerType;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is refused where: every route against every wrong caller. A route without a row here fails,
 * so nobody adds one without saying who may use it.
 */
class DenyMatrixTest {
  /** What this test says of a route; the table of the code must agree. */
  private sealed interface Expected {
    record Open() implements Expected {}

    record Half() implements Expected {}

    record Person(Right right) implements Expected {}

    record Fresh(Right right) implements Expected {}

    record Program(Right right) implements Expected {}
  }

  private static final Map<String, Expected> ROWS =
      Map.ofEntries(
          Map.entry("GET /assets/{name}", new Expected.Open()),
          Map.entry("GET /privacy", new Expected.Open()),
          Map.entry("GET /health", new Expected.Open()),
          Map.entry("GET /sign-in", new Expected.Open()),
          Map.entry("POST /sign-in", new Expected.Open()),
          Map.entry("GET /join", new Expected.Open()),
          Map.entry("GET /join/go-on", new Expected.Open()),
          Map.entry("POST /join", new Expected.Open()),
          Map.entry("POST /join/new", new Expected.Open()),
          Map.entry("POST /join/as", new Expected.Person(Right.OWN)),
          Map.entry("GET /people", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /people.csv", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /people/roles", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /people/review", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /people/invite", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("POST /people/invite", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry(
              "POST /people/invitations/{invitation}/withdraw",
              new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /people/{person}", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("POST /people/{person}/still-needed", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /people/{person}/change", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("POST /people/{person}/change", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /people/{person}/remove", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("POST /people/{person}/remove", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("GET /people/{person}/let-back-in", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("POST /people/{person}/let-back-in", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("GET /new-passphrase", new Expected.Open()),
          Map.entry("POST /new-passphrase", new Expected.Open()),
          Map.entry("POST /sign-out", new Expected.Person(Right.SIGN_OUT)),
          Map.entry("POST /join/elsewhere", new Expected.Open()),
          Map.entry("GET /sign-in/elsewhere", new Expected.Open()),
          Map.entry("POST /sign-in/elsewhere", new Expected.Open()),
          Map.entry("GET /sign-in/elsewhere/back", new Expected.Open()),
          Map.entry("GET /my/sign-in/elsewhere", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/sign-in/elsewhere", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/elsewhere/remove", new Expected.Fresh(Right.OWN)),
          Map.entry("GET /sign-in-elsewhere", new Expected.Person(Right.MANAGE_SIGN_IN)),
          Map.entry("POST /sign-in-elsewhere", new Expected.Fresh(Right.MANAGE_SIGN_IN)),
          Map.entry("POST /sign-in-elsewhere/try", new Expected.Person(Right.MANAGE_SIGN_IN)),
          Map.entry("POST /sign-in-elsewhere/remove", new Expected.Fresh(Right.MANAGE_SIGN_IN)),
          Map.entry("GET /second-step", new Expected.Half()),
          Map.entry("POST /second-step", new Expected.Half()),
          Map.entry("POST /second-step/passkey", new Expected.Half()),
          Map.entry("GET /second-step/set-up", new Expected.Half()),
          Map.entry("GET /second-step/set-up/app", new Expected.Half()),
          Map.entry("POST /second-step/set-up/app", new Expected.Half()),
          Map.entry("GET /second-step/set-up/passkey", new Expected.Half()),
          Map.entry("POST /second-step/set-up/passkey", new Expected.Half()),
          Map.entry("GET /confirm", new Expected.Person(Right.OWN)),
          Map.entry("POST /confirm", new Expected.Person(Right.OWN)),
          Map.entry("POST /confirm/passkey", new Expected.Person(Right.OWN)),
          Map.entry("GET /my/sign-in", new Expected.Person(Right.OWN)),
          Map.entry("GET /my/sign-in/new-browser", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/sign-in/new-browser", new Expected.Person(Right.OWN)),
          Map.entry("GET /my/sign-in/app", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/app", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/app/remove", new Expected.Fresh(Right.OWN)),
          Map.entry("GET /my/sign-in/passkey", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/passkey", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/passkey/rename", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/passkey/remove", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/codes", new Expected.Fresh(Right.OWN)),
          Map.entry("GET /my/sign-in/passphrase", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/passphrase", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/sign-in/sessions/end", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/sign-in/browser/forget", new Expected.Person(Right.OWN)),
          Map.entry("GET /", new Expected.Person(Right.OWN)),
          Map.entry("GET /live", new Expected.Person(Right.OWN)),
          Map.entry("GET /my", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/name", new Expected.Person(Right.OWN)),
          Map.entry("GET /my/data.json", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/alerts/{alert}/seen", new Expected.Person(Right.OWN)),
          Map.entry("GET /settings", new Expected.Person(Right.OWN)),
          Map.entry("POST /settings/{setting}/look", new Expected.Person(Right.OWN)),
          Map.entry("POST /settings", new Expected.Fresh(Right.ADD_SETTING)),
          Map.entry("POST /settings/{setting}/first-link", new Expected.Fresh(Right.ADD_SETTING)),
          Map.entry("GET /laptops/{id}/user", new Expected.Person(Right.RENAME)),
          Map.entry("POST /laptops/{id}/user", new Expected.Person(Right.RENAME)),
          Map.entry("GET /accounts", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /accounts.csv", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /accounts/one", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /accounts/line", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /accounts/line", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /accounts/left", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("POST /accounts/left", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /accounts/password", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("POST /accounts/password", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /accounts/suspend", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /accounts/suspend", new Expected.Fresh(Right.OWN)),
          Map.entry("GET /accounts/orders/{order}/clear", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /accounts/orders/{order}/clear", new Expected.Fresh(Right.OWN)),
          Map.entry("GET /concerns", new Expected.Person(Right.OWN)),
          Map.entry("GET /concerns/{concern}", new Expected.Person(Right.OWN)),
          Map.entry("POST /concerns/{concern}/seen", new Expected.Person(Right.OWN)),
          Map.entry("POST /concerns/{concern}/close", new Expected.Person(Right.OWN)),
          Map.entry("GET /software", new Expected.Person(Right.LOOK)),
          Map.entry("GET /software.csv", new Expected.Person(Right.LOOK)),
          Map.entry("GET /software/approve", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /software/approve", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /notices", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /notices.csv", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /rules", new Expected.Person(Right.LOOK)),
          Map.entry("GET /rules/{rule}", new Expected.Person(Right.LOOK)),
          Map.entry("POST /rules/{rule}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /groups", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /groups/one", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /groups/one", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /rollouts/{rollout}", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("POST /rollouts/{rollout}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /changes", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /changes/rules/{rule}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /changes/rules/{rule}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /changes/{spread}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /changes/{spread}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /rules/{rule}/preview", new Expected.Person(Right.LOOK)),
          Map.entry("GET /rules/{rule}/preview.csv", new Expected.Person(Right.LOOK)),
          Map.entry("GET /laptops", new Expected.Person(Right.LOOK)),
          Map.entry("GET /laptops.csv", new Expected.Person(Right.LOOK)),
          Map.entry("GET /laptops/{id}", new Expected.Person(Right.LOOK)),
          Map.entry("GET /laptops/{id}/name", new Expected.Person(Right.RENAME)),
          Map.entry("POST /laptops/{id}/name", new Expected.Person(Right.RENAME)),
          Map.entry("POST /laptops/{id}/return", new Expected.Person(Right.LET_RETURN)),
          Map.entry("POST /laptops/{id}/same", new Expected.Person(Right.LET_RETURN)),
          Map.entry("GET /laptops/{id}/memory-sticks", new Expected.Person(Right.SWITCH_RULE)),
          Map.entry("POST /laptops/{id}/memory-sticks", new Expected.Person(Right.SWITCH_RULE)),
          Map.entry("GET /alerts", new Expected.Person(Right.LOOK)),
          Map.entry("POST /alerts/{id}/seen", new Expected.Person(Right.ACKNOWLEDGE)),
          Map.entry("GET /alerts/{id}", new Expected.Person(Right.LOOK)),
          Map.entry("POST /alerts/{id}/end", new Expected.Person(Right.ACKNOWLEDGE)),
          Map.entry("GET /my/alerts/{alert}", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/alerts/{alert}/end", new Expected.Person(Right.OWN)),
          Map.entry("GET /audit", new Expected.Person(Right.SEE_AUDIT)),
          Map.entry("GET /audit.csv", new Expected.Person(Right.SEE_AUDIT)),
          Map.entry("GET /audit.ndjson", new Expected.Person(Right.SEE_AUDIT)),
          Map.entry("POST /audit/notices/{notice}", new Expected.Person(Right.MANAGE_PEOPLE)),
          Map.entry("GET /help", new Expected.Person(Right.OWN)),
          Map.entry("GET /help/dsl", new Expected.Person(Right.LOOK)),
          Map.entry("GET /help/technician", new Expected.Person(Right.LOOK)),
          Map.entry("GET /first-steps", new Expected.Person(Right.ENROL)),
          Map.entry("GET /my/copy", new Expected.Person(Right.OWN)),
          Map.entry("GET /keeping/copy", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("POST /keeping/copy", new Expected.Fresh(Right.MANAGE_PEOPLE)),
          Map.entry("GET /keeping", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /keeping/numbers.csv", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /keeping/lengths/{kind}", new Expected.Fresh(Right.DECIDE_KEEPING)),
          Map.entry("POST /keeping/lengths/{kind}", new Expected.Fresh(Right.DECIDE_KEEPING)),
          Map.entry("POST /keeping/holds", new Expected.Person(Right.DECIDE_KEEPING)),
          Map.entry("GET /keeping/holds/{hold}/end", new Expected.Fresh(Right.DECIDE_KEEPING)),
          Map.entry("POST /keeping/holds/{hold}/end", new Expected.Fresh(Right.DECIDE_KEEPING)),
          Map.entry("GET /keeping/reports/{concern}", new Expected.Fresh(Right.READ_INCIDENTS)),
          Map.entry("POST /keeping/reports/{concern}", new Expected.Fresh(Right.READ_INCIDENTS)),
          Map.entry("GET /api/v1/keeping", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("GET /api/v1/keeping/numbers", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("PUT /api/v1/keeping/{kind}", new Expected.Program(Right.DECIDE_KEEPING)),
          Map.entry("POST /api/v1/holds", new Expected.Program(Right.DECIDE_KEEPING)),
          Map.entry("POST /api/v1/holds/{hold}/end", new Expected.Program(Right.DECIDE_KEEPING)),
          Map.entry("GET /recovery", new Expected.Person(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("POST /recovery/holders", new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry(
              "POST /recovery/holders/{person}/end", new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("POST /recovery/passphrase", new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("POST /recovery/paper", new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("POST /recovery/share", new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("POST /recovery/requests", new Expected.Person(Right.KEEP_RECOVERY_KEYS)),
          Map.entry(
              "GET /recovery/requests/{recovery}", new Expected.Person(Right.KEEP_RECOVERY_KEYS)),
          Map.entry(
              "POST /recovery/requests/{recovery}/agree",
              new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry(
              "POST /recovery/requests/{recovery}/refuse",
              new Expected.Person(Right.KEEP_RECOVERY_KEYS)),
          Map.entry(
              "POST /recovery/requests/{recovery}/finish",
              new Expected.Fresh(Right.KEEP_RECOVERY_KEYS)),
          Map.entry("GET /programs", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /programs", new Expected.Fresh(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /programs/{token}/end", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("GET /my/messages", new Expected.Person(Right.OWN)),
          Map.entry("GET /my/messages/address", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/messages/address", new Expected.Fresh(Right.OWN)),
          Map.entry("POST /my/messages/address/forget", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/messages/urgent", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/messages/away", new Expected.Person(Right.OWN)),
          Map.entry("POST /my/messages/away/{away}/end", new Expected.Person(Right.OWN)),
          Map.entry("GET /address", new Expected.Open()),
          Map.entry("POST /address", new Expected.Open()),
          Map.entry("GET /notifications", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("GET /notifications.csv", new Expected.Person(Right.SEE_PEOPLE)),
          Map.entry("POST /notifications/trial", new Expected.Person(Right.OWN)),
          Map.entry("GET /webhooks", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /webhooks", new Expected.Fresh(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /webhooks/{webhook}/try", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /webhooks/{webhook}/on", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /webhooks/{webhook}/end", new Expected.Person(Right.MANAGE_PROGRAMS)),
          Map.entry("GET /weekly", new Expected.Person(Right.SEE_AUDIT)),
          Map.entry("GET /weekly/{week}", new Expected.Person(Right.SEE_AUDIT)),
          Map.entry("GET /api/v1/notifications", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("GET /api/v1/notification-people", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("POST /api/v1/my-messages", new Expected.Program(Right.OWN)),
          Map.entry("POST /api/v1/notifications/trial", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("GET /api/v1/webhooks", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /api/v1/webhooks", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry(
              "DELETE /api/v1/webhooks/{webhook}", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry(
              "POST /api/v1/webhooks/{webhook}/trial", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry(
              "POST /api/v1/webhooks/{webhook}/on", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry("GET /api/v1/weekly-updates", new Expected.Program(Right.SEE_AUDIT)),
          Map.entry("GET /api/v1/weekly-updates/{week}", new Expected.Program(Right.SEE_AUDIT)),
          Map.entry("GET /enrol", new Expected.Person(Right.ENROL)),
          Map.entry("POST /enrol", new Expected.Person(Right.ENROL)),
          Map.entry("GET /policy", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /policy.yaml", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /policy.schema.json", new Expected.Open()),
          Map.entry("GET /policy/change", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /policy/change", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /calendar", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("POST /calendar", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /calendar/change", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /calendar/change", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("POST /calendar/file", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /policy/versions", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("GET /policy/versions/{version}", new Expected.Person(Right.SEE_POLICY)),
          Map.entry("POST /policy/versions/{version}", new Expected.Person(Right.PROPOSE_POLICY)),
          Map.entry("GET /waiting", new Expected.Person(Right.OWN)),
          Map.entry("GET /permissions", new Expected.Person(Right.LOOK)),
          Map.entry("GET /permissions/{permission}", new Expected.Person(Right.OWN)),
          Map.entry("POST /permissions/{permission}/stop", new Expected.Person(Right.OWN)),
          Map.entry("GET /permissions/{permission}/change", new Expected.Person(Right.OWN)),
          Map.entry("POST /permissions/{permission}/change", new Expected.Person(Right.OWN)),
          Map.entry("GET /sticks/{stick}/allow/{laptop}", new Expected.Person(Right.OWN)),
          Map.entry("POST /sticks/{stick}/allow/{laptop}", new Expected.Person(Right.OWN)),
          Map.entry("GET /alerts/{alert}/stick", new Expected.Person(Right.LOOK)),
          Map.entry("GET /requests/{request}", new Expected.Person(Right.OWN)),
          Map.entry("POST /requests/{request}", new Expected.Person(Right.OWN)),
          Map.entry("GET /sticks", new Expected.Person(Right.LOOK)),
          Map.entry("GET /sticks.csv", new Expected.Person(Right.LOOK)),
          Map.entry("GET /sticks/{stick}", new Expected.Person(Right.LOOK)),
          Map.entry("POST /sticks/{stick}", new Expected.Person(Right.PROPOSE_STICK)),
          Map.entry("GET /sticks/own", new Expected.Person(Right.LOOK)),
          Map.entry("GET /sticks/own/add", new Expected.Person(Right.PROPOSE_STICK)),
          Map.entry("POST /sticks/own/add", new Expected.Person(Right.PROPOSE_STICK)),
          Map.entry("POST /sticks/own/confirm", new Expected.Person(Right.PROPOSE_STICK)),
          Map.entry("POST /sticks/own/{line}/end", new Expected.Person(Right.STOP_STICK)),
          Map.entry("GET /telephone", new Expected.Person(Right.LOOK)),
          Map.entry("POST /telephone", new Expected.Person(Right.LOOK)),
          Map.entry("GET /policy/proposals/{proposal}", new Expected.Person(Right.OWN)),
          Map.entry("POST /policy/proposals/{proposal}", new Expected.Person(Right.OWN)),
          Map.entry("GET /api/v1/openapi.json", new Expected.Open()),
          Map.entry("GET /api/v1/me", new Expected.Program(Right.OWN)),
          Map.entry("GET /api/v1/laptops", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/laptops/{laptop}", new Expected.Program(Right.LOOK)),
          Map.entry("PUT /api/v1/laptops/{laptop}/nickname", new Expected.Program(Right.RENAME)),
          Map.entry("PUT /api/v1/laptops/{laptop}/room", new Expected.Program(Right.RENAME)),
          Map.entry("POST /api/v1/laptops/{laptop}/return", new Expected.Program(Right.LET_RETURN)),
          Map.entry("POST /api/v1/laptops/{laptop}/same", new Expected.Program(Right.LET_RETURN)),
          Map.entry("GET /api/v1/alerts", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/alerts/{alert}", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/alerts/{alert}/life", new Expected.Program(Right.LOOK)),
          Map.entry(
              "POST /api/v1/alerts/{alert}/acknowledgement",
              new Expected.Program(Right.ACKNOWLEDGE)),
          Map.entry("POST /api/v1/alerts/{alert}/outcome", new Expected.Program(Right.ACKNOWLEDGE)),
          Map.entry("GET /api/v1/enrol-codes", new Expected.Program(Right.ENROL)),
          Map.entry("POST /api/v1/enrol-codes", new Expected.Program(Right.ENROL)),
          Map.entry("GET /api/v1/people", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("GET /api/v1/people/{person}", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry(
              "PUT /api/v1/people/{person}/access", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry("DELETE /api/v1/people/{person}", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry("GET /api/v1/access-review", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry(
              "POST /api/v1/people/{person}/review", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry("GET /api/v1/invitations", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("POST /api/v1/invitations", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry(
              "DELETE /api/v1/invitations/{invitation}", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry("GET /api/v1/approvers", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("GET /api/v1/programs", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry("POST /api/v1/programs", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry("DELETE /api/v1/programs/{token}", new Expected.Program(Right.MANAGE_PROGRAMS)),
          Map.entry("GET /api/v1/rollouts", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("GET /api/v1/rollouts/{rollout}", new Expected.Program(Right.SEE_POLICY)),
          Map.entry(
              "POST /api/v1/rollouts/{rollout}/continuation",
              new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry("GET /api/v1/changes", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("GET /api/v1/changes/{spread}", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("POST /api/v1/changes", new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry(
              "POST /api/v1/changes/{spread}/decision", new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry("GET /api/v1/policy", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("GET /api/v1/policy.yaml", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("POST /api/v1/policy/diff", new Expected.Program(Right.SEE_POLICY)),
          Map.entry("POST /api/v1/policy/apply", new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry("GET /api/v1/policy/versions", new Expected.Program(Right.SEE_POLICY)),
          Map.entry(
              "GET /api/v1/policy/versions/{version}", new Expected.Program(Right.SEE_POLICY)),
          Map.entry(
              "POST /api/v1/policy/versions/{version}/put-back",
              new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry("GET /api/v1/policy/proposals", new Expected.Program(Right.SEE_POLICY)),
          Map.entry(
              "GET /api/v1/policy/proposals/{proposal}", new Expected.Program(Right.SEE_POLICY)),
          Map.entry(
              "POST /api/v1/policy/proposals/{proposal}/approval",
              new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry(
              "POST /api/v1/policy/proposals/{proposal}/refusal",
              new Expected.Program(Right.PROPOSE_POLICY)),
          Map.entry("GET /api/v1/settings", new Expected.Program(Right.ADD_SETTING)),
          Map.entry("POST /api/v1/settings", new Expected.Program(Right.ADD_SETTING)),
          Map.entry("GET /api/v1/settings/{setting}", new Expected.Program(Right.ADD_SETTING)),
          Map.entry("GET /api/v1/media-requests", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/media-requests/{request}", new Expected.Program(Right.LOOK)),
          Map.entry(
              "PUT /api/v1/media-requests/{request}/suggestion",
              new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry(
              "POST /api/v1/media-requests/{request}/approval",
              new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry(
              "POST /api/v1/media-requests/{request}/refusal",
              new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry("GET /api/v1/permissions", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/permissions/{permission}", new Expected.Program(Right.LOOK)),
          Map.entry(
              "POST /api/v1/permissions/{permission}/stop", new Expected.Program(Right.STOP_STICK)),
          Map.entry("POST /api/v1/telephone-answers", new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry("GET /api/v1/sticks", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/sticks/{stick}", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/own-sticks", new Expected.Program(Right.LOOK)),
          Map.entry("POST /api/v1/own-sticks", new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry("POST /api/v1/own-sticks/import", new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry(
              "POST /api/v1/own-sticks/{ownStick}/approval",
              new Expected.Program(Right.PROPOSE_STICK)),
          Map.entry("DELETE /api/v1/own-sticks/{ownStick}", new Expected.Program(Right.STOP_STICK)),
          Map.entry("GET /api/v1/account-orders", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("GET /api/v1/account-orders/{order}", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("POST /api/v1/account-orders/left", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry(
              "POST /api/v1/account-orders/password-known",
              new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry(
              "POST /api/v1/account-orders/suspension", new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry(
              "POST /api/v1/account-orders/{order}/clearing",
              new Expected.Program(Right.MANAGE_PEOPLE)),
          Map.entry("GET /api/v1/concerns", new Expected.Program(Right.SEE_INCIDENTS)),
          Map.entry("GET /api/v1/concerns/{concern}", new Expected.Program(Right.READ_INCIDENTS)),
          Map.entry(
              "POST /api/v1/concerns/{concern}/acknowledgement",
              new Expected.Program(Right.READ_INCIDENTS)),
          Map.entry(
              "POST /api/v1/concerns/{concern}/outcome",
              new Expected.Program(Right.READ_INCIDENTS)),
          Map.entry("GET /api/v1/software", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/drifts", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/recovery-keys", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/notices-read", new Expected.Program(Right.SEE_PEOPLE)),
          Map.entry("GET /api/v1/rules/{rule}/preview", new Expected.Program(Right.LOOK)),
          Map.entry("GET /api/v1/audit", new Expected.Program(Right.SEE_AUDIT)));

  @TempDir static Path data;
  private static WebFixture console;
  private static Secret dsl;
  private static Secret otherDsl;
  private static Secret governor;
  private static Secret technician;
  private static Secret left;
  private static Secret expired;
  private static Secret half;
  private static Secret stale;
  private static DeviceId laptop;
  private static UUID alert;
  private static DeviceId othersLaptop;
  private static UUID othersAlert;
  private static SettingId other;
  private static final Map<String, UUID> OURS = new HashMap<>();
  private static final Map<String, UUID> THEIRS = new HashMap<>();

  @BeforeAll
  static void start() {
    console = new WebFixture(data);
    other = console.newSetting("Little Oaks Nursery");
    Instant today = console.now.get();
    console.now.set(today.minus(SessionStore.LONGEST).minus(Duration.ofMinutes(1)));
    expired = console.person(console.setting, "Old Session", Role.DSL);
    console.now.set(today);
    console.now.set(today.minus(Duration.ofMinutes(30)));
    stale = console.person(console.setting, "Proved Earlier", Role.DSL, Role.PROVIDER);
    console.now.set(today);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    half = console.half("dee.lead@dsl.example");
    otherDsl = console.person(other, "Other Lead", Role.DSL);
    governor = console.person(console.setting, "Gov Ernor", Role.GOVERNOR);
    technician = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    left = console.person(console.setting, "Left Early", Role.DSL);
    console.sessions.end(left.hash());
    laptop = console.laptop(console.setting, "Blue Room");
    othersLaptop = console.laptop(other, "Their Room");
    console.stick(console.setting, laptop, "OURS", true);
    console.stick(other, othersLaptop, "THEIRS", true);
    alert = console.alerts.open(console.setting, Optional.empty(), 1).alerts().getFirst().id();
    console.invite(console.setting, Role.STAFF);
    console.invite(other, Role.STAFF);
    policy(console.setting);
    policy(other);
    matters(console.setting, laptop, OURS);
    matters(other, othersLaptop, THEIRS);
    othersAlert = console.alerts.open(other, Optional.empty(), 1).alerts().getFirst().id();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void every_route_has_a_row_and_every_row_a_route() {
    List<String> routes = console.routes.stream().map(DenyMatrixTest::name).toList();
    assertThat(routes).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(routes))
        .as("say here who may use a route before anybody can")
        .isEqualTo(new TreeSet<>(ROWS.keySet()));
  }

  @TestFactory
  List<DynamicContainer> each_route_refuses_each_wrong_caller() {
    return console.routes.stream()
        .map(route -> dynamicContainer(name(route), tests(route)))
        .toList();
  }

  private static List<DynamicTest> tests(Route route) {
    Expected expected = ROWS.getOrDefault(name(route), new Expected.Open());
    return switch (expected) {
      case Expected.Open() -> openTests(route);
      case Expected.Half() -> halfTests(route);
      case Expected.Person(Right right) -> personTests(route, right, Route.Proof.SESSION);
      case Expected.Fresh(Right right) -> personTests(route, right, Route.Proof.FRESH);
      case Expected.Program(Right right) -> programTests(route, right);
    };
  }

  private static List<DynamicTest> openTests(Route route) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("is open", () -> assertThat(route).isInstanceOf(Route.Open.class)));
    if (route.unsafe()) {
      tests.addAll(foreignForms(route, new Browser(console), Map.of()));
    }
    return tests;
  }

  private static List<DynamicTest> halfTests(Route route) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        dynamicTest(
            "needs the first step", () -> assertThat(route).isInstanceOf(Route.Half.class)));
    tests.addAll(strangers(route));
    if (route.unsafe()) {
      Browser signedIn = new Browser(console).with(half);
      tests.add(denied("no form token", 403, () -> ask(route, signedIn, "", own(route))));
      tests.add(
          denied("another's form token", 403, () -> ask(route, signedIn, csrf(dsl), own(route))));
      tests.addAll(foreignForms(route, signedIn, Map.of("csrf", csrf(half))));
    }
    return tests;
  }

  private static List<DynamicTest> strangers(Route route) {
    return List.of(
        toSignIn("nobody", route, new Browser(console)),
        toSignIn("a cookie nobody gave", route, new Browser(console).with(Secret.random(32))),
        toSignIn("a session that was signed out", route, new Browser(console).with(left)),
        toSignIn("a session older than 12 hours", route, new Browser(console).with(expired)),
        toSignIn(
            "a token of the API",
            route,
            new Browser(console).header("Authorization", bearer(Role.DSL))));
  }

  private static DynamicTest sentTo(String place, String caller, Route route, Secret session) {
    return dynamicTest(
        caller + " is sent to " + place,
        () -> {
          HttpResponse<String> answer =
              ask(route, new Browser(console).with(session), csrf(session), own(route));
          assertThat(answer.statusCode()).isEqualTo(303);
          assertThat(answer.headers().firstValue("Location").orElse("")).startsWith(place);
          assertThat(answer.body()).doesNotContain("Blue Room");
          unchanged();
        });
  }

  private static List<DynamicTest> personTests(Route route, Right right, Route.Proof proof) {
    List<DynamicTest> tests = new ArrayList<>();
    if (right != Right.SIGN_OUT) {
      tests.add(sentTo("/second-step", "a passphrase without the second step", route, half));
    }
    if (proof == Route.Proof.FRESH) {
      tests.add(sentTo("/confirm", "a second step given an hour ago", route, stale));
    }
    tests.add(
        dynamicTest(
            "asks for " + proof,
            () -> assertThat(((Route.Person) route).proof()).isEqualTo(proof)));
    tests.add(
        dynamicTest(
            "needs " + right,
            () ->
                assertThat(route)
                    .isInstanceOfSatisfying(
                        Route.Person.class,
                        person -> assertThat(person.right()).isEqualTo(right))));
    tests.addAll(strangers(route));
    for (Role role : List.of(Role.GOVERNOR, Role.TECHNICIAN)) {
      if (!role.may(right)) {
        Secret person = role == Role.GOVERNOR ? governor : technician;
        tests.add(
            denied(
                "role " + role.code(),
                403,
                () -> ask(route, new Browser(console).with(person), csrf(person), own(route))));
      }
    }
    if (route
            .path()
            .matches(
                ".*\\{(id|alert|person|invitation|setting|proposal|version|request|permission|stick|ownStick|line|concern|order)}.*")
        && Role.DSL.may(right)) {
      tests.add(othersLookLikeNobodys(route));
    }
    if (route.unsafe()) {
      Browser signedIn = new Browser(console).with(dsl);
      tests.add(denied("no form token", 403, () -> ask(route, signedIn, "", own(route))));
      tests.add(
          denied(
              "the form token of another session",
              403,
              () -> ask(route, signedIn, csrf(otherDsl), own(route))));
      tests.addAll(foreignForms(route, signedIn, Map.of("csrf", csrf(dsl))));
    }
    return tests;
  }

  private static List<DynamicTest> programTests(Route route, Right right) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        dynamicTest(
            "needs a token with " + right,
            () ->
                assertThat(route)
                    .isInstanceOfSatisfying(
                        Route.Program.class,
                        program -> assertThat(program.right()).isEqualTo(right))));
    tests.add(noToken("nobody", route, new Browser(console)));
    tests.add(noToken("a signed-in browser", route, new Browser(console).with(dsl)));
    tests.add(
        noToken(
            "a token nobody made",
            route,
            new Browser(console).header("Authorization", "Bearer " + Secret.random(32).reveal())));
    tests.add(
        noToken(
            "a session's cookie as token",
            route,
            new Browser(console).header("Authorization", "Bearer " + dsl.reveal())));
    tests.add(
        noToken(
            "something that is no token",
            route,
            new Browser(console).header("Authorization", "Bearer ' OR 1=1 --")));
    tests.add(noToken("a token whose time is over", route, withEndedToken()));
    for (Role role : Role.values()) {
      if (!role.may(right)) {
        tests.add(
            denied(
                "a token of the role " + role.code(),
                403,
                () ->
                    call(
                        route,
                        new Browser(console).header("Authorization", bearer(role)),
                        own(route))));
      }
    }
    if (route.unsafe()) {
      tests.add(
          denied(
              "a form of a page with a token",
              415,
              () ->
                  new Browser(console)
                      .header("Authorization", bearer(Role.DSL))
                      .sendAs(
                          route.method().name(),
                          own(route),
                          "application/x-www-form-urlencoded",
                          "nickname=Changed")));
    }
    return tests;
  }

  private static List<DynamicTest> foreignForms(
      Route route, Browser browser, Map<String, String> fields) {
    return List.of(
        denied(
            "a form of another site",
            403,
            () ->
                browser
                    .header("Sec-Fetch-Site", "cross-site")
                    .header("Origin", "https://evil.example")
                    .postAsIs(own(route), fields)),
        denied(
            "a form of another site, by its origin alone",
            403,
            () -> browser.header("Origin", "https://evil.example").postAsIs(own(route), fields)),
        denied(
            "a form of a neighbour on this computer",
            403,
            () ->
                browser
                    .header("Sec-Fetch-Site", "same-site")
                    .header("Origin", "http://localhost:1")
                    .postAsIs(own(route), fields)),
        denied(
            "another origin under a friendly label",
            403,
            () ->
                browser
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Origin", "https://evil.example")
                    .postAsIs(own(route), fields)),
        denied("a form from nowhere", 403, () -> browser.postAsIs(own(route), fields)),
        denied(
            "a form without an origin",
            403,
            () -> browser.header("Origin", "null").postAsIs(own(route), fields)));
  }

  private static DynamicTest othersLookLikeNobodys(Route route) {
    return dynamicTest(
        "another setting's id answers as one that does not exist",
        () -> {
          UUID theirs = theirs(route);
          Browser browser = new Browser(console).with(dsl);
          HttpResponse<String> answer = ask(route, browser, csrf(dsl), fill(route, theirs));
          HttpResponse<String> nobodys =
              ask(route, browser, csrf(dsl), fill(route, UUID.randomUUID()));
          assertThat(answer.statusCode()).isEqualTo(404);
          assertThat(nobodys.statusCode()).isEqualTo(404);
          assertThat(answer.body()).isEqualTo(nobodys.body()).doesNotContain("Their Room");
        });
  }

  private static DynamicTest toSignIn(String caller, Route route, Browser browser) {
    return dynamicTest(
        caller,
        () -> {
          HttpResponse<String> answer = ask(route, browser, "x", own(route));
          assertThat(answer.statusCode()).isEqualTo(303);
          assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/sign-in");
          assertThat(answer.body()).doesNotContain("Blue Room");
          unchanged();
          if (!route.unsafe()) {
            HttpResponse<String> live =
                ask(route, browser.header(Guard.LIVE_HEADER, "1"), "x", own(route));
            assertThat(live.statusCode()).isEqualTo(401);
          }
        });
  }

  private static DynamicTest noToken(String caller, Route route, Browser browser) {
    return dynamicTest(
        caller,
        () -> {
          HttpResponse<String> answer = call(route, browser, own(route));
          assertThat(answer.statusCode()).isEqualTo(401);
          assertThat(answer.headers().firstValue("Content-Type").orElse(""))
              .startsWith("application/problem+json");
          assertThat(answer.body()).doesNotContain("Blue Room");
        });
  }

  private interface Asking {
    HttpResponse<String> send();
  }

  private static DynamicTest denied(String caller, int status, Asking asking) {
    return dynamicTest(
        caller,
        () -> {
          assertThat(asking.send().statusCode()).isEqualTo(status);
          unchanged();
        });
  }

  /** Nothing that a refused caller asked for was done. */
  private static void unchanged() {
    assertThat(console.devices.laptop(console.setting, laptop).orElseThrow().nickname())
        .isEqualTo("Blue Room");
    assertThat(console.policyStore.rules(console.setting, laptop)).isEmpty();
    assertThat(console.alerts.find(console.setting, alert).orElseThrow().acknowledged()).isEmpty();
    assertThat(console.sessions.find(dsl.hash(), console.now.get())).isPresent();
    assertThat(console.who(technician).roles()).containsExactly(Role.TECHNICIAN);
    assertThat(console.invitations.open(console.setting, console.now.get())).hasSize(1);
  }

  private static HttpResponse<String> call(Route route, Browser browser, String path) {
    return browser.send(
        route.method().name(), path, route.unsafe() ? "{\"nickname\":\"Changed\"}" : "");
  }

  private static HttpResponse<String> ask(Route route, Browser browser, String csrf, String path) {
    return route.method().equals(HandlerType.GET)
        ? browser.get(path)
        : browser.post(
            path,
            Map.of(
                "csrf",
                csrf,
                "nickname",
                "Changed",
                "stage",
                "enforce",
                "why",
                "because it is our policy",
                "answer",
                "yes",
                "uses",
                "1",
                "hours",
                "24"));
  }

  private static String own(Route route) {
    Optional<UUID> matter = matter(route, OURS);
    if (matter.isPresent()) {
      return fill(route, matter.get());
    }
    if (route.path().contains("{person}")) {
      return fill(route, console.who(technician).account());
    }
    if (route.path().contains("{invitation}")) {
      return fill(route, invitation(console.setting));
    }
    if (route.path().contains("{proposal}")) {
      return fill(route, proposal(console.setting));
    }
    if (route.path().contains("{version}")) {
      return route.path().replace("{version}", "1");
    }
    if (route.path().contains("{setting}")) {
      return fill(route, console.setting.value());
    }
    return fill(route, isOfAlert(route) ? alert : laptop.value());
  }

  private static UUID theirs(Route route) {
    Optional<UUID> matter = matter(route, THEIRS);
    if (matter.isPresent()) {
      return matter.get();
    }
    if (route.path().contains("{person}")) {
      return console.who(otherDsl).account();
    }
    if (route.path().contains("{invitation}")) {
      return invitation(other);
    }
    if (route.path().contains("{proposal}")) {
      return proposal(other);
    }
    if (route.path().contains("{setting}")) {
      return other.value();
    }
    return isOfAlert(route) ? othersAlert : othersLaptop.value();
  }

  private static Optional<UUID> matter(Route route, Map<String, UUID> ids) {
    return ids.entrySet().stream()
        .filter(each -> route.path().contains("{" + each.getKey() + "}"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** A request, a permission, a stick and a line of the list. */
  private static void matters(SettingId of, DeviceId laptopThere, Map<String, UUID> ids) {
    ids.put("request", console.ask(of, laptopThere, "WAITS"));
    ids.put("permission", console.permitted(of, laptopThere, "MAY"));
    ids.put(
        "stick",
        console
            .permissions
            .register()
            .sticks(of, RegisterFilter.ALL, Optional.empty(), 1)
            .items()
            .getFirst()
            .id());
    UUID line = console.ownStick(of, "LISTED");
    ids.put("ownStick", line);
    ids.put("line", line);
    ids.put("concern", console.report(of, laptopThere, "Something is not right."));
    ids.put("order", console.left(of, "somebody"));
    ids.put("webhook", console.webhook(of));
    ids.put("hold", console.held(of));
  }

  private static boolean isOfAlert(Route route) {
    return route.path().matches("(/api/v1)?/alerts.*") || route.path().contains("{alert}");
  }

  private static UUID proposal(SettingId of) {
    return console.policyFiles.proposals().proposals(of, true, 1).getFirst().id();
  }

  /** A first version of the policy, and a change of it that waits. */
  private static void policy(SettingId of) {
    Actor program = new Actor.Program(UUID.randomUUID(), "a tool");
    String why = "The matrix needs one.";
    var _ =
        console.policyFiles.change(
            of,
            new Actor.Console(),
            policy -> policy.withApprovers(Map.of(Decision.SUSPEND_PERSON, Set.of(Role.DSL))),
            why);
    var _ = console.policyFiles.change(of, program, policy -> policy.withApprovers(Map.of()), why);
  }

  private static UUID invitation(SettingId of) {
    return console.invitations.open(of, console.now.get()).getFirst().id();
  }

  private static String fill(Route route, UUID id) {
    return route
        .path()
        .replaceAll(
            "\\{(id|laptop|alert|person|invitation|setting|proposal|version|token|request|permission|stick|ownStick|line|concern|order|recovery|rollout|spread|webhook|away|week|hold)}",
            id.toString())
        .replace("{name}", "none.css")
        .replace("{rule}", "encryption")
        .replace("{kind}", "alerts")
        .replace("{notice}", "1");
  }

  private static String csrf(Secret cookie) {
    return console.who(cookie).csrf();
  }

  private static String bearer(Role role) {
    return "Bearer "
        + console
            .tokens
            .create(console.setting, "test", role, Optional.empty(), Optional.empty())
            .reveal();
  }

  private static Browser withEndedToken() {
    Secret token =
        console.tokens.create(
            console.setting,
            "short",
            Role.DSL,
            Optional.of(Duration.ofMillis(-1)),
            Optional.empty());
    return new Browser(console).header("Authorization", "Bearer " + token.reveal());
  }

  private static String name(Route route) {
    return route.method().name() + " " + route.path();
  }
}
