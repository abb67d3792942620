
namespace RagPruner.Local.Evaluation;

/// <summary>
/// Appends each question's evidence to a file as soon as it is complete, so that nothing is lost when an evaluation is
/// interrupted; what the file holds already is not collected again. In the end the file is in the order of the questions.
/// </summary>
internal sealed class EvidenceRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly Dictionary<string, RecordedQuestion> _known = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly IReadOnlyList<string> _order;

    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="origin">The models and the prompt in use.</param>
    /// <param name="order">The ids of the questions in their order.</param>
    /// <exception cref="PrunerInvalidInput">The file is not one of evidence, belongs to other models, or cannot be written.</exception>
    public EvidenceRecorder(string path, RecordedOrigin origin, IReadOnlyList<string> order)
    {
        (_path, _order) = (path, order);
        try
        {
            if (File.Exists(path) && File.ReadAllBytes(path) is { Length: > 0 } bytes)
            {
                _known = Known(path, bytes, out var length).ToDictionary(q => q.Question.Id, StringComparer.Ordinal);
                if (_known.Values.Any(q => q.Origin?.Serves(origin) != true))
                    throw new PrunerInvalidInput(
                        $"The evidence file {path} was recorded with other models, options or for other scorers: choose another file.");
                // Only now that the file is known to be one of ours.
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                file.SetLength(length);
                if (bytes[length - 1] != '\n')
                {
                    file.Position = length;
                    file.WriteByte((byte)'\n');
                }
            }
            _writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The evidence file {path} cannot be written.", e);
        }
    }

    /// <summary>What the file holds of a question, or null.</summary>
    /// <exception cref="PrunerInvalidInput">It holds another question under this id.</exception>
    public RecordedQuestion? Find(EvalQuestion question) =>
        !_known.TryGetValue(question.Id, out var found) ? null
        : found.Question.Question == question.Question ? found
        : throw new PrunerInvalidInput($"The evidence file holds another question under the id {question.Id}: it belongs to another evaluation.");

    public void Add(RecordedQuestion recorded)
    {
        lock (_lock)
            _writer.WriteLine(RecordedEvidence.Line(recorded));
    }

    public void Dispose()
    {
        _writer.Dispose();
        try
        {
            EvidenceOrder.Restore(_path, _order);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Every line is there; what is missing is their order, on which no result depends.
        }
    }

    /// <summary>
    /// What a file holds, and how much of it is whole: a last line that cannot be read, behind others that can, was being
    /// written when the process ended.
    /// </summary>
    private static IReadOnlyList<RecordedQuestion> Known(string path, byte[] bytes, out int length)
    {
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        try
        {
            length = bytes.Length;
            return RecordedEvidence.Read(path, bytes);
        }
        catch (PrunerInvalidInput) when (whole > 0 && whole < bytes.Length)
        {
            length = whole;
            return RecordedEvidence.Read(path, bytes[..whole]);
        }
    }
}
