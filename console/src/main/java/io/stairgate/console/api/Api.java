package io.stairgate.console.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.database.Database;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.enrolment.EnrolCodeStore;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.AlertLives;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.People;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.token.Programs;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusalPage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the API. Names and meaning of what it answers do not change; more may be added.
 * Times are UTC (ISO 8601); what is not there is null. Any thread.
 */
public final class Api {
  private final List<Operation> operations = new ArrayList<>();
  private final Once once;
  private final Guard guard;

  /**
   * What programs may see and change.
   *
   * @param database for what is done once
   * @param sealing seals kept answers
   * @param devices laptops
   * @param findings what was proved about them
   * @param laptops to rename them
   * @param alerts alerts
   * @param codes to add laptops
   * @param openCodes lines that are open
   * @param people who has access
   * @param invitations who is invited
   * @param approvers who decides
   * @param programs tokens
   * @param audit who did what
   * @param settings their names
   * @param members whose settings they are
   * @param policies what was decided about laptops
   * @param permissions requests, permissions and sticks
   * @param concerns what people at laptops reported
   * @param accountOrders what is said of single accounts
   * @param drifts what others changed on laptops against a rule
   * @param software programs on laptops
   * @param readings who read the notice that use is monitored
   * @param recovery who together opens laptops' recovery keys
   * @param channels how people and programs are told
   * @param keeping how long things are kept
   */
  public record Sources(
      Database database,
      SealingKey sealing,
      DeviceStore devices,
      FindingStore findings,
      Laptops laptops,
      AlertStore alerts,
      EnrolCodes codes,
      EnrolCodeStore openCodes,
      People people,
      Invitations invitations,
      ApproverStore approvers,
      Programs programs,
      AuditStore audit,
      SettingStore settings,
      MemberStore members,
      PolicyFiles policies,
      PermissionParts permissions,
      Concerns concerns,
      AccountOrders accountOrders,
      DriftStore drifts,
      LaptopProgramStore software,
      NoticeReadingStore readings,
      RecoveryDesk recovery,
      Channels channels,
      Keeping keeping) {}

  /** Ready to answer. */
  public Api(Sources sources, Guard guard, InstantSource clock) {
    this.guard = guard;
    this.once = new Once(new AnswerStore(sources.database()), sources.sealing(), clock);
    operations.addAll(new MeResource(sources.settings()).operations());
    operations.addAll(
        new LaptopsResource(
                sources.devices(), sources.findings(), sources.laptops(), sources.policies(), clock)
            .operations());
    operations.addAll(
        new AlertsResource(
                sources.alerts(),
                new AlertLives(sources.database(), sources.members(), sources.devices(), clock),
                setting -> sources.policies().held(setting).calendar())
            .operations());
    operations.addAll(
        new EnrolCodesResource(sources.codes(), sources.openCodes(), clock).operations());
    operations.addAll(new PeopleResource(sources.people(), sources.audit()).operations());
    operations.addAll(new InvitationsResource(sources.invitations(), sources.audit()).operations());
    operations.addAll(new ApproversResource(sources.approvers()).operations());
    operations.addAll(new ProgramsResource(sources.programs()).operations());
    operations.addAll(
        new SettingsResource(sources.settings(), sources.members(), clock).operations());
    operations.addAll(new PolicyResource(sources.policies(), sources.audit()).operations());
    operations.addAll(new ProposalsResource(sources.policies()).operations());
    operations.addAll(new RolloutsResource(sources.policies()).operations());
    operations.addAll(new SpreadsResource(sources.policies()).operations());
    operations.addAll(new AuditResource(sources.audit()).operations());
    PermissionParts permissions = sources.permissions();
    operations.addAll(new MediaRequestsResource(permissions.desk()).operations());
    operations.addAll(new PermissionsResource(permissions).operations());
    operations.addAll(new SticksResource(permissions.register()).operations());
    operations.addAll(new OwnSticksResource(permissions.own()).operations());
    operations.addAll(
        new AccountOrdersResource(sources.accountOrders(), sources.audit(), clock).operations());
    operations.addAll(new ConcernsResource(sources.concerns()).operations());
    operations.addAll(
        new SoftwareResource(sources.software(), sources.policies(), clock).operations());
    operations.addAll(new KeepingResource(sources.keeping()).operations());
    operations.addAll(new RecoveryKeysResource(sources.recovery()).operations());
    operations.addAll(new DriftsResource(sources.drifts()).operations());
    operations.addAll(new NoticesReadResource(sources.readings(), sources.audit()).operations());
    operations.addAll(
        new MessagesResource(sources.channels(), sources.people(), sources.audit(), clock)
            .operations());
    operations.addAll(new WebhooksResource(sources.channels().webhooks()).operations());
    operations.addAll(new WeeklyResource(sources.channels().weekly()).operations());
    operations.addAll(new RulePreviewResource(sources.devices(), sources.findings()).operations());
  }

  /** The API's part of the table of routes. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Operation operation : operations) {
      routes.add(
          new Route.Program(
              operation.method(),
              operation.fullPath(),
              operation.right(),
              (context, token) -> {
                Call call = new Call(context, token, guard);
                write(
                    context,
                    operation.unsafe()
                        ? once.answer(call, operation.work())
                        : operation.work().answer(call));
              }));
    }
    byte[] document = Json.write(OpenApi.of(operations));
    routes.add(
        new Route.Open(
            HandlerType.GET,
            Operation.BASE + "/openapi.json",
            context -> context.contentType(Reply.JSON).result(document)));
    return routes;
  }

  /** How programs see a refusal: problem details, RFC 9457. */
  public RefusalPage refusals() {
    return (context, refused) -> {
      if (refused.status() == 401) {
        context.header("WWW-Authenticate", "Bearer realm=\"stairgate\"");
      }
      write(context, problem(refused));
    };
  }

  /**
   * What a refusal says.
   *
   * @param type a stable path for each kind of refusal
   * @param title in a few words
   * @param status HTTP status
   * @param detail what to do
   * @param errors what must be put right, field by field; may be empty
   */
  record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    Problem {
      errors = List.copyOf(errors);
    }
  }

  /**
   * What must be put right.
   *
   * @param field its name
   * @param detail what to do
   */
  record FieldError(String field, String detail) {}

  static Reply problem(RefusedException refused) {
    return new Reply(
        refused.status(),
        Reply.PROBLEM,
        new Problem(
            Operation.BASE + "/problems/" + refused.kind(),
            refused.title(),
            refused.status(),
            refused.sentence(),
            refused.fields().stream()
                .map(field -> new FieldError(field.field(), field.sentence()))
                .toList()),
        Map.of());
  }

  static byte[] bytes(Reply reply) {
    @Nullable Object body = reply.body();
    return switch (body) {
      case null -> new byte[0];
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      default -> Json.write(body);
    };
  }

  private static void write(Context context, Reply reply) {
    context.status(reply.status());
    reply.headers().forEach(context::header);
    if (reply.body() != null) {
      context.contentType(reply.type()).result(bytes(reply));
    }
  }
}
