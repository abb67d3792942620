using System.Security.Cryptography;
using System.Text;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Calibration;

/// <summary>Identifies evidence by its content: what a profile was made from.</summary>
internal static class EvidenceHash
{
    /// <summary>SHA-256, in hexadecimal.</summary>
    public static string Of(IEnumerable<RecordedQuestion> recorded)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Neither the order of the lines nor how long something took is part of the evidence.
        foreach (var line in recorded.OrderBy(r => r.Question.Id, StringComparer.Ordinal).Select(Line))
            hash.AppendData(Encoding.UTF8.GetBytes($"{line}\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string Line(RecordedQuestion question) => RecordedEvidence.Line(
        question with { RetrieveMilliseconds = null, DraftMilliseconds = null, RerankMilliseconds = null, Answers = [] });
}
