using System.Security.Cryptography;
using System.Text;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Gates;

/// <summary>What two results must have in common to be compared question by question.</summary>
/// <param name="Questions">SHA-256 of the questions with their labels, in hexadecimal.</param>
/// <param name="Corpus">
/// Identifies the corpus by its content; null where that is not known, as of a knowledge base, whose documents may change unseen.
/// </param>
internal sealed record Fingerprint(string Questions, string? Corpus)
{
    private const string CorpusMark = "corpus ";

    /// <param name="questions">The questions.</param>
    /// <param name="setup">What evidence depends on, as it is recorded; null if that is not known.</param>
    public static Fingerprint Of(IEnumerable<EvalQuestion> questions, string? setup)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var question in questions.OrderBy(q => q.Id, StringComparer.Ordinal))
        {
            // Each list is preceded by its length, so that no two different questions give the same bytes.
            string[] parts =
            [
                question.Id, question.Question, $"{question.Answers.Count}", .. question.Answers,
                $"{question.RelevantContextIds.Count}", .. question.RelevantContextIds,
            ];
            foreach (var part in parts)
                hash.AppendData(Encoding.UTF8.GetBytes($"{part.Length}:{part}\n"));
        }
        var corpus = setup?.Split(", ").FirstOrDefault(p => p.StartsWith(CorpusMark, StringComparison.Ordinal))?[CorpusMark.Length..];
        // Rules for chunks stand behind the dash: they are part of what a change may change.
        return new Fingerprint(Convert.ToHexStringLower(hash.GetCurrentHash()), corpus?.Split('-')[0]);
    }
}
