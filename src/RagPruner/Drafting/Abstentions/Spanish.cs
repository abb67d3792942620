using System.Text.RegularExpressions;

namespace RagPruner.Drafting.Abstentions;

/// <summary>Abstentions in Spanish; the sentence has no accents.</summary>
internal static class Spanish
{
    private const string Source =
        @"(?:(?:\w+ )?(?:textos?|contextos?|pasajes?|documentos?|fragmentos?|extractos?|fuentes?|parrafos?|autor)\b|\w+ (?:proporcionad|facilitad"
        + @"|compartid|adjunt)[oa]s?\b|\w+ que me (?:has|ha|han|habeis) \w+)";
    private const string InSource = @"\b(?:en|del|de|con|a partir de|segun) ?(?:el |la |los |las |este |esta |un )?" + Source;
    private const string Not = @"\b(?:no|ningun|ninguna|nada|tampoco|ni)\b";
    private const string Told = @"\b(?:menciona|especifica|indica|encuentr|encontr|aparece|figura|esta|proporciona|hay|dice|consta|informacion"
        + @"|responder|mencion|saber|determinar|contiene|existe|detalla|viene)\w*";
    private const string What = @"(?:informacion|mencion|datos|dato|respuesta|referencia|detalles|indicacion)";

    public static bool IsAbstention(string sentence)
    {
        sentence = s_preamble.Replace(sentence, "");
        return s_sourceSaysNothing.IsMatch(sentence) || s_notToldInSource.IsMatch(sentence) || s_notTold.IsMatch(sentence)
            || s_noInformation.IsMatch(sentence) || s_speakerCannotTell.IsMatch(sentence);
    }

    private static readonly Regex s_preamble = new(
        $@"^(?:(?:lo siento|lamentablemente|desafortunadamente|por desgracia|disculpe|respuesta|la respuesta es)\b[ ,:;-]*(?:pero )?|(?:segun"
        + $@"|de acuerdo con|en|con) (?:el |la |los |las |este |esta )?(?:{Source}|informacion)(?: \w+[ai]d[oa]s?| disponible)?,? )+",
        RegexOptions.CultureInvariant);

    // "El texto no menciona la fecha."
    private static readonly Regex s_sourceSaysNothing = new(
        @"^(?:el|la|este|esta) (?:\w+ )?(?:folleto|contrato|informe|manual|guia|politica|pagina|clausula|nota|noticia|carta|prospecto|reglamento"
        + @"|comunicado|convenio|anuncio|aviso|articulo) (?:de \w+ |del \w+ )?no (?:lo |la )?(?:menciona|dice|especifica|indica|aclara|habla|senala"
        + @"|explica|precisa|detalla|trata|da)\b|(?:asi que|por lo que|por tanto) no (?:puedo|es posible|se puede)\b|"
        + $@"^(?:(?:el|la|este|esta|los|las|ese) {Source}.*\b(?:no|nunca|tampoco)\b (?:\w+ )?(?:menciona|dice|especifica|contiene|indica|proporciona|da"
        + $@"|incluye|responde|ofrece|aclara|habla|senala|explica|precisa|detalla|nombra|facilita|aporta|cita|describe|trata|permite)n?\b"
        + $@"|ningun[ao]? {Source})"
        + @"|^(?:el|la|este|esta) .*\bpero no (?:de|sobre)\b|\bpero no (?:aparece|se (?:menciona|indica|especifica|dice|precisa|detalla)|dice|indica"
        + @"|menciona|especifica)n?\b",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_notToldInSource = new(
        $@"^(?=.*{Not})(?=.*{InSource})(?=.*{Told})|^no (?:esta |aparece |figura )?en (?:el |la |los |este |esta )?{Source}",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_notTold = new(
        @"^(?:(?:eso |esto |ese dato |la respuesta |.{1,60} )?no (?:se|esta) (?:menciona|indica(?!d)|especifica|dice|precisa|proporciona|detalla"
        + @"|aclara|senala|sabe|mencionad|especificad)(?:n|[oa]s?)?(?:$| (?:el|la|los|las|cuando|quien|quienes|donde|que|cual|cuanto|cuantos|como|si"
        + @"|aqui|en)\b.*)"
        + $@"|no (?:mencionad|especificad|indicad)[oa]s?|{What} no (?:disponible|mencionada|especificada|proporcionada|encontrada))$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_noInformation = new(
        $@"^(?:no hay|sin|ninguna|no existe|no consta|no aparece|no se encuentra) (?:suficiente |ninguna |ningun )?{What}\b(?!.*\b(?:personal"
        + $@"|de caracter)\b).*$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_speakerCannotTell = new(
        $@"^(?:no lo (?:se|encuentro|puedo|dice|menciona|indica|especifica)|no consta|no se la respuesta|no estoy segur[oa]|desconozco|no (?:puedo"
        + $@"|es posible|se puede|podria) (?:\w+ )?(?:responder|saber|saberlo|determinar|determinarlo|encontrar|contestar|decir|decirlo)"
        + $@"|no (?:he encontrado|encuentro|dispongo de|tengo)\b.*(?:{What}|nada|{InSource}))",
        RegexOptions.CultureInvariant);
}
