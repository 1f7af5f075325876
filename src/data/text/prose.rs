//! The bundled Spanish prose: 72 pieces written for this project, embedded in the program.

/// One piece of the bundled prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The file's name in `samples/prose`.
    pub file: &'static str,
    /// The title as the index has it.
    pub title: &'static str,
    /// What it is about, in one or two words of Spanish.
    pub subject: &'static str,
    /// cuento, ensayo, carta, receta, ...
    pub genre: &'static str,
    /// Person, tense and country's usage.
    pub voice: &'static str,
    /// Title, empty line, then one paragraph a line; UTF-8 in NFC, ends with a line feed.
    pub text: &'static str,
}

/// The index: a header, then a line a piece (file, title, subject, genre, voice, between tabs).
const INDEX: &str = include_str!("../../../samples/prose/index.tsv");

/// Embeds the named files of `samples/prose`.
macro_rules! embedded {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../../samples/prose/", $file)))),*]
    };
}

/// Name and text of every file; the checker compares the list with the folder.
const FILES: [(&str, &str); 72] = embedded![
    "01-la-tortilla-de-la-cantina.txt",
    "02-audio-de-la-tia-chayo.txt",
    "03-locro-para-ochenta.txt",
    "04-la-marea-de-quicavi.txt",
    "05-dos-mareas-al-dia.txt",
    "06-canfranero.txt",
    "07-carta-a-objetos-perdidos.txt",
    "08-el-palo-y-la-sombra.txt",
    "09-diario-del-eclipse.txt",
    "10-la-llave-del-patio.txt",
    "11-discurso-de-la-cocinera.txt",
    "12-inventario-del-aparador.txt",
    "13-la-videollamada.txt",
    "14-la-cancha-de-calle-ayolas.txt",
    "15-entrevista-a-la-arbitra.txt",
    "16-martes-de-tianguis.txt",
    "17-sopaipillas-con-aguacero.txt",
    "18-cuaderno-del-san-juan.txt",
    "19-el-medico-de-las-nueve-aldeas.txt",
    "20-relevo-en-punta-mogotillo.txt",
    "21-leer-un-faro.txt",
    "22-sobre-el-pluviometro-de-mi-padre.txt",
    "23-la-asamblea-del-ultimo-charco.txt",
    "24-noche-en-el-planetario-de-tanti.txt",
    "25-primera-cola-de-milano.txt",
    "26-la-mesa-que-cojea.txt",
    "27-noche-de-torneo-en-el-casino-obrero.txt",
    "28-ajedrez-por-correo.txt",
    "29-seiscientos-veintiuno-punto-tres.txt",
    "30-lo-que-se-quedo-dentro.txt",
    "31-cuaderno-del-colmenar.txt",
    "32-sobre-el-asunto-del-limonero.txt",
    "33-un-mapa-bailado.txt",
    "34-paloquemao-tres-de-la-manana.txt",
    "35-farmacia-de-guardia.txt",
    "36-la-banda-partida.txt",
    "37-doscientas-treinta-cuerdas.txt",
    "38-arroz-para-cuarenta-musicos.txt",
    "39-una-foto-viaja-en-pedazos.txt",
    "40-cuatro-palabras-y-un-dado.txt",
    "41-despedida-a-un-servidor.txt",
    "42-diario-del-refugio.txt",
    "43-antes-de-subir-al-nevado.txt",
    "44-dos-turnos.txt",
    "45-cuatrocientos-mangos.txt",
    "46-historia-de-valdearcos-contada-desde-el-cano.txt",
    "47-la-garza-que-cobraba-el-paso.txt",
    "48-el-vencejo-y-el-caracol.txt",
    "49-la-furgoneta-de-los-cinco-actos.txt",
    "50-tres-sillas-y-una-pava.txt",
    "51-una-escalera-de-azulejos.txt",
    "52-veintitres-en-el-salon.txt",
    "53-desde-la-calle-veintiseis.txt",
    "54-turno-de-noche-en-tromso.txt",
    "55-el-diente-y-el-ancora.txt",
    "56-el-cuco-y-la-clepsidra.txt",
    "57-lo-que-mira-quien-se-para-en-un-puente.txt",
    "58-un-puente-de-tallarines.txt",
    "59-marraquetas-para-un-domingo-con-viento.txt",
    "60-la-una-y-media-de-la-madrugada.txt",
    "61-el-ruido-de-los-pasos.txt",
    "62-sabana-blanca-en-yucunama.txt",
    "63-cuadricula-c-siete.txt",
    "64-la-senora-de-las-tumbas-baratas.txt",
    "65-mil-doscientas-clavijas.txt",
    "66-herramientas-sin-mano.txt",
    "67-palabras-de-la-presidenta-saliente.txt",
    "68-el-tanque-de-la-calle-sesenta.txt",
    "69-pinchazo-en-el-kilometro-doce.txt",
    "70-el-dia-que-bogota-se-baja-del-carro.txt",
    "71-cuaderno-de-la-mesa-de-noche.txt",
    "72-el-huesped-de-la-habitacion-nueve.txt",
];

/// All pieces, in the order of their numbers.
pub fn pieces() -> Vec<Piece> {
    let column = |row: Option<&'static str>, i| row.and_then(|row| row.split('\t').nth(i)).unwrap_or_default();
    FILES
        .iter()
        .map(|&(file, text)| {
            let row = INDEX.lines().find(|row| row.split('\t').next() == Some(file));
            let (title, subject) = (column(row, 1), column(row, 2));
            Piece { file, title, subject, genre: column(row, 3), voice: column(row, 4), text }
        })
        .collect()
}

/// All texts as one, an empty line between pieces.
pub fn corpus() -> String {
    FILES.map(|(_, text)| text).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_stands_in_the_index_with_all_its_columns_and_begins_with_its_title() {
        for piece in pieces() {
            for field in [piece.title, piece.subject, piece.genre, piece.voice] {
                assert!(!field.is_empty(), "{}", piece.file);
            }
            assert_eq!(piece.text.lines().next(), Some(piece.title), "{}", piece.file);
        }
    }

    #[test]
    fn the_corpus_holds_every_piece_whole() {
        let corpus = corpus();
        assert!(pieces().iter().all(|piece| corpus.contains(piece.text)));
    }
}
