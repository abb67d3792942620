using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;

namespace RagPruner.Local.Gates;

/// <summary>
/// The result of an evaluation to compare later ones with: which policy got which question right. No texts, one line a
/// question, so that a repository can keep it and show what changed.
/// </summary>
internal sealed record ResultFile
{
    public const int CurrentVersion = 1;

    /// <summary>The version of the format.</summary>
    public required int RagprunerResult { get; init; }

    public required Fingerprint Fingerprint { get; init; }

    /// <summary>Whether right is said of answers; else of whether a relevant context was sent.</summary>
    public required bool JudgesAnswers { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>For each question one letter for each policy: r right, w wrong, - not judged.</summary>
    public required IReadOnlyDictionary<string, string> Questions { get; init; }

    public static ResultFile Of(EvaluationResult done, EvaluationPlan plan, Fingerprint fingerprint) => new()
    {
        RagprunerResult = CurrentVersion,
        Fingerprint = fingerprint,
        JudgesAnswers = plan.HasAnswers,
        Policies = [.. plan.Policies.Select(p => p.Name)],
        Questions = done.Outcomes.OrderBy(o => o.Id, StringComparer.Ordinal).ToDictionary(
            o => o.Id, o => string.Concat(plan.Policies.Select((_, i) => o.IsRight(i, plan) switch { true => 'r', false => 'w', null => '-' })),
            StringComparer.Ordinal),
    };

    /// <summary>Where one is written to.</summary>
    public static OutputFile At(string path) => new(path, "a result of eval", "\"ragprunerResult\":");

    public void Write(OutputFile file) => file.Write(JsonSerializer.Serialize(this, ResultJson.Default.ResultFile) + "\n");

    /// <exception cref="PrunerInvalidInput">It is not there, or not a result; the message names the file.</exception>
    public static ResultFile Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), ResultJson.Default.ResultFile);
            return read is { RagprunerResult: CurrentVersion } && read.Questions.Values.All(v => v is not null && v.Length == read.Policies.Count) ? read
                : throw new PrunerInvalidInput($"The baseline {path} is not a result of this version of `eval --result`: make a new one.");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" (line {line + 1})" : "";
            throw new PrunerInvalidInput($"The baseline {path} is not a result of `eval --result`{place}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The baseline {path} cannot be read.", e);
        }
    }

    /// <summary>Whether a policy got a question right; null where that was not judged.</summary>
    public bool? IsRight(string id, int policy) =>
        Questions.GetValueOrDefault(id)?[policy] switch { 'r' => true, 'w' => false, _ => null };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ResultFile))]
internal sealed partial class ResultJson : JsonSerializerContext;
