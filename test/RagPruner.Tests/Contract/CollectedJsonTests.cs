using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Contract;

/// <summary>Evidence as a caller sends it back, and as somebody sends it who means harm.</summary>
public sealed class CollectedJsonTests
{
    private static readonly JsonNode?[] s_junk =
        [null, 0, -1, 1e308, "", "x", new string('a', 3000), new JsonArray(), new JsonObject(), true, new JsonArray((JsonNode?)null), 0.5, -9999, "draft_empty", "merged", "over_limit", "not_needed", "no_text"];

    [Fact]
    public void Every_member_comes_back_as_it_went()
    {
        var pending = Read(Evidence(), Scorers.Blend.Name).Request.Collected!;
        pending.Count.ShouldBe(3);
        var evidence = pending[0].Evidence!;
        evidence.Tokens!.Select(t => (t.Text, t.Logprob, t.IsEnd)).ShouldBe([("nine", -0.2, false), ("\n", -0.1, true)]);
        evidence.Tokens![0].Top.Select(t => t.Text).ShouldBe(["nine", "ten"]);
        evidence.Kinds.ShouldBe(EvidenceKinds.All);
        pending[1].MergedInto.ShouldBe("a");
        pending[2].UnscoredReason.ShouldBe("draft_throttled");
    }

    [Property(MaxTest = 2000)]
    public void Whatever_comes_is_judged_or_refused_in_words(int seed)
    {
        var random = new Random(seed);
        var evidence = Evidence();
        for (var i = random.Next(1, 5); i > 0; i--)
            Change(evidence, random);
        try
        {
            var request = Read(evidence, Catalog.Default.Scorers[random.Next(Catalog.Default.Scorers.Count)].Name).Request;
            var admitted = AdmittedRequest.Of(request, new PrunerOptions(), offered: null);
            var judgement = admitted.Judge(request.Collected!, areCallers: true);
            judgement.Contexts.Select(c => c.Context.Id).Order(StringComparer.Ordinal).ShouldBe(request.Collected!.Select(c => c.Context.Id).Order(StringComparer.Ordinal));
        }
        catch (PrunerException e) when (e is PrunerInvalidInput || e.IsTransient || e is PrunerUpstreamBadResponse)
        {
            // Too few that can be scored is what a request fails with that drafts themselves.
            e.Message.ShouldNotContain("aaa");
        }
    }

    private static RequestBody Read(JsonNode evidence, string scorer) => RequestJson.Read(
        Encoding.UTF8.GetBytes(new JsonObject { ["question"] = "When does it leave?", ["scorer"] = scorer, ["onConflict"] = "drop", ["evidence"] = evidence.DeepClone() }.ToJsonString()), Catalog.Default);

    private static void Change(JsonNode root, Random random)
    {
        var places = All(root).Where(n => n.Parent is not null).ToArray();
        if (places.Length == 0)
            return;
        var junk = s_junk[random.Next(s_junk.Length)]?.DeepClone();
        var at = places[random.Next(places.Length)];
        switch (at.Parent)
        {
            case JsonArray list when random.Next(2) == 0:
                list.Add(junk);
                break;
            case JsonArray list:
                list[at.GetElementIndex()] = junk;
                break;
            case JsonObject members when random.Next(4) == 0:
                members.Remove(at.GetPropertyName());
                break;
            case JsonObject members:
                members[at.GetPropertyName()] = junk;
                break;
        }
    }

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => All(m.Value)).Prepend(members),
        JsonArray list => list.SelectMany(All).Prepend(list),
        null => [],
        _ => [node],
    };

    private static JsonArray Evidence()
    {
        var evidence = new Evidence
        {
            Draft = "nine",
            Tokens = [new CompletionToken("nine", -0.2) { Top = [new("nine", -0.2), new("ten", -2)] }, new("\n", -0.1) { IsEnd = true }],
            QuestionLogprobs = [-1, -2],
            QuestionPriorLogprobs = [-3, -4],
            ClosedBookLogprobs = [-2, -1],
            Sufficiency = new Sufficiency(-0.1, -3),
            Labels = [new LabelReading(0, false, -0.5)],
            Scent = "nine",
            ScentLogprobs = [-0.4],
            Pair = new Pairing("a", -2, -1),
        };
        JudgedContext[] judged =
        [
            new(Make.Context(1) with { Id = "a" }, evidence, 1, Disposition.Kept, Reasons.InTopK, null),
            new(Make.Context(2) with { Id = "b" }, null, null, Disposition.Merged, Reasons.Duplicate, "a"),
            new(Make.Context(3) with { Id = "c" }, null, null, Disposition.Unscored, "draft_throttled", null),
        ];
        var body = Bodies.Of(new PruneResult { Status = RequestStatus.Complete, Judgement = new Judgement(judged, [], []), Ledger = Nothing() }, "r", Includes.Contexts | Includes.Texts | Includes.Tokens);
        return JsonNode.Parse(JsonSerializer.Serialize(body, ContractJson.Readable.AnswerBody))!["contexts"]!.AsArray().DeepClone().AsArray();
    }

    private static Ledger Nothing() => Ledger.Of((0, 0), (0, default), default, Avoided.Nothing,
        new StageTimes(null, null, null, TimeSpan.Zero), new Prices(ModelPrice.Free, ModelPrice.Free));
}
