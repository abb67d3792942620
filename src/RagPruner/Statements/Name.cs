using System.Collections.Frozen;
using System.Text.RegularExpressions;
using RagPruner.Text;

namespace RagPruner.Statements;

/// <summary>A name of an answer: of a person, a place, a product; or a code such as <c>E4104</c> or <c>eu-west-1</c>.</summary>
/// <param name="Words">Its words without titles, in lower case and without marks on letters.</param>
internal sealed partial record Name(IReadOnlyList<string> Words)
{
    // Postgres is PostgreSQL; Paul is not Paula.
    private const int ShortestStem = 6;

    private static readonly FrozenSet<string> s_titles =
        "dr prof professor mr mrs ms miss sir lady lord herr frau monsieur madame señor señora st saint the der die das le la el los las les"
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_german =
        "der die das und ist sind ein eine einen einem einer nicht mit von im am zu zur zum für auf wird werden beträgt kostet"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Sentences begin with these, in capitals, and they name nobody.
    private static readonly FrozenSet<string> s_beginnings =
        ("a an and as at after all before both but by each every for from he her his how i if in into it its my no not of on one only or our she since so some "
        + "than that their there these they this those to under until up use when where which while who with within yes you your "
        + "ja nein oui non sí").Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether both name the same; null where they are in different scripts, so that nobody can tell.</summary>
    public bool? Is(Name other)
    {
        if (Script != other.Script)
            return null;
        return IsPartOf(other) || other.IsPartOf(this) || IsShortFor(other) || other.IsShortFor(this) || AreInitialsOf(other) || other.AreInitialsOf(this);
    }

    private bool IsCode => Words.Any(w => w.Any(char.IsDigit));

    // Latin, Greek, Cyrillic, …: enough to see that two names cannot be compared letter by letter.
    private int Script => Words[0].FirstOrDefault(char.IsLetter) switch { < '\u0370' => 0, < '\u0400' => 1, < '\u0530' => 2, var c => c >> 10 };

    private bool IsPartOf(Name other) => Words.All(w => other.Words.Any(o => w == o || w.Length >= ShortestStem && o.StartsWith(w, StringComparison.Ordinal)));

    // A. Berg is Anna Berg.
    private bool IsShortFor(Name other) => Words.Count == other.Words.Count && !IsCode && Words[^1] == other.Words[^1] && Words.Count > 1
        && Words.Zip(other.Words).All(p => p.First == p.Second || p.First.Length == 1 && p.Second[0] == p.First[0]);

    // WHO is the World Health Organization.
    private bool AreInitialsOf(Name other) => Words is [{ Length: >= 2 } only] && only.Length == other.Words.Count
        && only.Zip(other.Words).All(p => p.First == p.Second[0]);

    /// <summary>The names of a text, in order.</summary>
    /// <param name="text">The text, with blanks where dates stood.</param>
    public static IReadOnlyList<Located<Name>> Read(string text)
    {
        var found = new List<Word>();
        foreach (var match in Tokens().EnumerateMatches(text))
            found.Add(new Word(text.Substring(match.Index, match.Length), match.Index));
        Word[] words = [.. found];
        // German writes every noun with a capital: there only several in a row are a name, or what stands alone.
        var isGerman = words.Length > 3 && words.Count(w => s_german.Contains(w.Value)) * 6 >= words.Length;
        var names = new List<Located<Name>>();
        for (var i = 0; i < words.Length; i++)
        {
            if (!IsCapital(words[i]) || IsCodeWord(words[i].Value))
            {
                if (IsCodeWord(words[i].Value))
                    names.Add(new Located<Name>(new Name([words[i].Value.ToLowerInvariant()]), words[i].Index, words[i].Index + words[i].Length));
                continue;
            }
            var end = i;
            while (end + 1 < words.Length && Follows(words, end, out var next))
                end = next;
            var first = i;
            i = end;
            Word[] run = words[first..(end + 1)];
            if (StartsSentence(text, words[first].Index) && !HasInnerCapital(run[0].Value) && s_beginnings.Contains(run[0].Value.ToLowerInvariant()))
                run = run[1..];
            if (run.Length == 0 || run.Length == 1 && (isGerman || StartsSentence(text, run[0].Index) && words.Length > 3 && !HasInnerCapital(run[0].Value)))
                continue;
            // What stands between the parts of a name joins no sentence's first word to it: "Rehearsals of the Nordwind".
            if (StartsSentence(text, run[0].Index) && run.Length > 2 && !IsCapital(run[1]))
                run = [.. run.Skip(1).SkipWhile(w => !IsCapital(w))];
            var parts = run.Select(w => Folded(w.Value)).Where(w => !s_titles.Contains(w)).ToArray();
            if (parts.Sum(w => w.Length) > 1 && !parts.All(w => Weekdays.IsOne(w) || Unit.Of(w) is not null))
                names.Add(new Located<Name>(new Name(parts), run[0].Index, run[^1].Index + run[^1].Length));
        }
        return names;
    }

    // Capitals in a row, with what may stand between the parts of a name.
    private static bool Follows(Word[] words, int at, out int next)
    {
        next = at + 1;
        if (IsCapital(words[next]) && Gap(at, next) <= 2)
            return true;
        next = at + 2;
        return next < words.Length && words[at + 1].Value is
                "de" or "van" or "von" or "of" or "der" or "den" or "du" or "la" or "del" or "da" or "di" or "&" or "the"
            && IsCapital(words[next]) && Gap(at, next) <= words[at + 1].Length + 2;

        int Gap(int from, int to) => words[to].Index - words[from].Index - words[from].Length;
    }

    private static bool StartsSentence(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimEnd(" \"“„«'(*[");
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or ':' or '\n' or '•' or '-';
    }

    private static bool IsCapital(Word word) => char.IsUpper(word.Value[0]);

    private static bool HasInnerCapital(string word) => word.Skip(1).Any(char.IsUpper);

    // Letters and digits in one: not 10km, nor 2nd, which are figures.
    private static bool IsCodeWord(string word) => word.Any(char.IsDigit) && word.Any(char.IsLetter)
        && !(char.IsDigit(word[0]) && word.TrimStart("0123456789.,".ToCharArray()) is var rest
            && (rest.ToLowerInvariant() is "st" or "nd" or "rd" or "th" or "er" or "am" or "pm"
                || Unit.Of(rest) is not null || NumberWords.ScaleOf(rest) is not null));

    private static string Folded(string word)
    {
        var plain = string.Concat(word.Select(c => c == 'ß' ? "ss" : Accents.Plain(char.ToLowerInvariant(c)).ToString()));
        return plain.EndsWith("'s", StringComparison.Ordinal) || plain.EndsWith("’s", StringComparison.Ordinal) ? plain[..^2] : plain.Trim('.', '-');
    }

    private readonly record struct Word(string Value, int Index)
    {
        public int Length => Value.Length;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\d]+(?:[-_.'’][\p{L}\p{M}\d]+)*|&", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
