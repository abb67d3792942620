using System.Text.RegularExpressions;

namespace RagPruner.Drafting.Abstentions;

/// <summary>Abstentions in German; the sentence has no umlauts.</summary>
internal static class German
{
    private const string Source =
        @"(?:(?:bereitgestellten?|gegebenen?|vorliegenden?|ubermittelten?|zitierten?) \w+|(?:\w+e[nrsm]? ){0,2}(?:\w+)?(?:text|kontext|abschnitt"
        + @"|textabschnitt|auszug|textauszug|dokument|passage|textpassage|quelle|textstelle|unterlage|ausschnitt|absatz|information|angabe)(?:e?s|e|n"
        + @"|en)?)\b";

    private const string InSource = @"\b(?:im|in dem|in der|in diesem|in dieser|in den|aus dem|aus der|aus diesem|anhand des|anhand der|durch den"
        + @"|mit den) " + Source;
    private const string Not = @"\b(?:nicht|nichts|kein|keine|keinen|keiner|keinem|keinerlei|weder|nirgends)\b";

    private const string Told =
        @"\b(?:enthalten|erwahnt|genannt|angegeben|beschrieben|finden|findet|gefunden|vorhanden|hervor|entnehmen|entnommen|beantworten|beantwortet"
        + @"|steht|stehen|erlautert|aufgefuhrt|bestimmen|ersichtlich|gesagt|thematisiert|behandelt|ermitteln|spezifiziert|sagen|gibt es)\b";

    // Without a source beside them: "nicht enthalten" says what a price does not cover.
    private const string Unsaid = "(?:erwahnt|genannt|angegeben|beschrieben|hervor|entnehmen|beantworten|beantwortet|bestimmen"
        + "|ermitteln|ersichtlich|gesagt|sagen|thematisiert|drin)";

    public static bool IsAbstention(string sentence)
    {
        sentence = s_preamble.Replace(sentence, "");
        return s_sourceSaysNothing.IsMatch(sentence) || s_notToldInSource.IsMatch(sentence) || s_notTold.IsMatch(sentence)
            || s_noInformation.IsMatch(sentence) || s_speakerCannotTell.IsMatch(sentence);
    }

    private static readonly Regex s_preamble = new(
        $@"^(?:(?:leider|entschuldigung|tut mir leid|es tut mir leid|antwort|die antwort ist|die antwort lautet)\b[ ,:;-]*(?:aber )?|(?:laut|gemass"
        + $@"|nach) (?:dem |der |diesem |dieser )?{Source},? )+",
        RegexOptions.CultureInvariant);

    // "Der Text nennt keinen Preis."
    private static readonly Regex s_sourceSaysNothing = new(
        $@"^(?:der|die|das|dieser|diese|dieses|den|in der|im) {Source}.*\b(?:enthalt|enthalten|nennt|nennen|erwahnt|erwahnen|sagt|sagen|gibt|geben"
        + $@"|beantwortet|liefert|liefern|beinhaltet|macht|machen|geht|gehen|aussert|beschreibt|umfasst|behandelt|verrat|spezifiziert|lasst|lassen"
        + $@"|bietet)\b.*{Not}"
        + $@"|\b(?:enthalt|nennt|erwahnt|sagt|gibt|liefert|macht|verrat) (?:der|die|das|dieser|diese|dieses) {Source}.*{Not}|^(?:der|die|das|dieser"
        + $@"|diese|dieses) {Source}.*\b(?:aber|jedoch|doch|sondern|nur)\b.*{Not}"
        + $@"|^(?:der|die|das|dieser|diese|dieses) (?:\w+ )?(?:\w*bericht|\w*vertrag|\w*broschure|\w*handbuch|\w*richtlinie|\w*seite|\w*klausel"
        + $@"|\w*blatt|\w*beilage|\w*anleitung|\w*meldung|\w*schreiben|\w*vereinbarung|\w*ordnung|\w*artikel|\w*beitrag) (?:nennt|erwahnt|sagt|verrat"
        + $@"|spezifiziert|macht|gibt|geht|aussert)\b.*{Not}",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_notToldInSource = new(
        $@"^(?=.*{Not})(?=.*{InSource})(?=.*{Told})|^(?:(?:das |es |dies )?ist )?nicht (?:im|in dem|in der|in diesem|in dieser|aus dem) {Source}",
        RegexOptions.CultureInvariant);

    // "Das wird nicht erwahnt."
    private static readonly Regex s_notTold = new(
        $@"^(?:nicht (?:naher )?(?:erwahnt|angegeben|genannt|spezifiziert)"
        + $@"|(?:.{{1,80}} )?\b(?:wird|werden|wurde|ist|sind) (?!.*\b(?:dort|da)\b)(?:\w+ ){{0,2}}(?:nicht|nirgends) (?:naher |explizit "
        + $@"|ausdrucklich )?(?:erwahnt|genannt|angegeben|spezifiziert)"
        + $@"|(?:(?:das|dies|es) (?:ist|wird|steht|geht|lasst|kann|findet)|dazu|daruber|hierzu|die frage|diese frage"
        + $@"|die antwort)\b.*{Not}.*\b(?:{Unsaid}|information\w*|angabe\w*|aussage\w*))(?:,? (?:wer|was|wann|wo|wie|wieviel|welche\w*|ob|warum|wohin"
        + $@"|woher)\b.*)?$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_noInformation = new(
        @"^(?:(?:keine|keinerlei|nicht genug|nicht genugend|zu wenig) (?:\w+ )?(?:information|informationen|info|infos|angabe|angaben|hinweis"
        + @"|hinweise|antwort|erwahnung|aussage|details)(?:$| (?:zu|zum|zur|uber|im|in|dazu|daruber|hierzu|vorhanden|verfugbar|gefunden|enthalten"
        + @"|angegeben)\b.*)"
        + @"|es gibt (?:hier |dazu |im \w+ |in \w+ \w+ )?(?:keine|keinen|keinerlei) (?:\w+ )?(?:information\w*|angabe\w*|hinweis\w*|erwahnung)\b.*"
        + @"|(?:dazu|daruber|hierzu|davon) (?:gibt|liegen|steht|stehen|finden|findet|sagt|nennt|enthalt|macht|lasst)\b.*\b(?:keine|keinen|nichts"
        + @"|nicht)\b.*|(?:mir|uns) liegen .*\bkeine\b.*)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_speakerCannotTell = new(
        @"^(?:ich )?(?:weiss|kann|konnte|finde|habe|bin) (?:ich )?.*\b(?:nicht|nichts|keine|keinen)\b.*\b(?:beantworten|sagen|bestimmen|finden"
        + @"|information\w*|angabe\w*|sicher|erkennen|ermitteln)\b|^(?:ich )?(?:weiss (?:ich )?(?:das |es |die antwort )?nicht"
        + @"|finde (?:ich )?.*\b(?:nichts|kein|keine|keinen|keinerlei)\b)|\b(?:daher|deshalb|darum|also|somit) kann ich .*\bnicht\b|\b(?:lasst sich"
        + @"|geht) .*\b(?:aus )?(?:dem|der|diesem|dieser) \w+ nicht (?:entnehmen|hervor)|^(?:das |dies |die frage )?(?:lasst sich"
        + @"|kann) .*\bnicht .*\b(?:beantworten|beantwortet|bestimmen|sagen|ermitteln)\b.*$",
        RegexOptions.CultureInvariant);
}
